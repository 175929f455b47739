/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl eventlog cel: logs in, one TCG Canonical Event Log in JSON out (TCG CEL,
 * section 5.3).  Printed record by record: a log may be long.
 */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/log_json.h"
#include "cli/log_set.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"

#include <json-c/json.h>

static struct json_object *digests_json(const struct eventlog_event *event)
{
	struct json_object *array = json_new_array();
	size_t i;

	for (i = 0; i < event->digest_count; i++) {
		const struct eventlog_digest *digest = &event->digests[i];
		struct json_object *object = json_new_object();
		char name[BANK_NAME_SIZE];

		json_add(object, "hashAlg",
			 json_new_text(log_json_bank_name(digest->algorithm, name)));
		json_add(object, "digest", json_new_hex(digest->data, digest->size));
		json_append(array, object);
	}
	return array;
}

static struct json_object *text_of(const uint8_t *data, size_t size)
{
	return json_object_new_string_len((const char *)data, (int)size);
}

/* "content_type" and "content" */
static void add_content(struct json_object *record, const struct eventlog_event *event)
{
	const char *type = event_type_name(event->type);
	struct json_object *content = json_new_object();

	switch (event->content) {
	case EVENTLOG_CONTENT_TCG:
		json_add(record, "content_type", json_new_text("pcclient_std"));
		json_add(content, "event_type",
			 type ? json_new_text(type) : json_new_number(event->type));
		json_add(content, "event_data", json_new_hex(event->data, event->data_size));
		json_add(record, "content", content);
		return;
	case EVENTLOG_CONTENT_IMA:
		json_add(record, "content_type", json_new_text("ima_template"));
		json_add(content, "template_name",
			 text_of(event->template, event->template_size));
		json_add(content, "template_data", json_new_hex(event->data, event->data_size));
		json_add(record, "content", content);
		return;
	case EVENTLOG_CONTENT_SYSTEMD: {
		struct json_tokener *tokener = json_tokener_new();

		cleanup_json(&content);
		json_add(record, "content_type", json_new_text("systemd"));
		json_add(record, "content",
			 tokener ? json_tokener_parse_ex(tokener, (const char *)event->data,
							 (int)event->data_size) :
				   NULL);
		json_tokener_free(tokener);
		return;
	}
	case EVENTLOG_CONTENT_IMA_TEXT:
	case EVENTLOG_CONTENT_OTHER:
		break;
	}
	cleanup_json(&content);
}

static int print_record(void *user, const struct log_file *file,
			const struct eventlog_event *event, struct fault *fault)
{
	_cleanup_(cleanup_json) struct json_object *record = json_new_object();
	size_t *number = user;

	/* CEL knows registers only; information that is in none stands with PCR 0. */
	json_add(record, "recnum", json_new_number(*number));
	if (event->nv_index)
		json_add(record, "nv_index", json_new_number(event->nv_index));
	else
		json_add(record, "pcr",
			 json_new_number(event->pcr == EVENTLOG_NO_PCR ? 0 : event->pcr));
	json_add(record, "digests", digests_json(event));
	add_content(record, event);
	printf("%s%s", *number ? ",\n" : "",
	       json_object_to_json_string_ext(record, JSON_C_TO_STRING_PLAIN |
							      JSON_C_TO_STRING_NOSLASHESCAPE));
	(*number)++;
	return 0;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	struct fault fault = FAULT_NONE;
	size_t number = 0;
	int r;

	r = log_set_read(&set, values + COMMAND_OPTIONS_MAX, values[0], &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	putchar('[');
	r = log_set_walk(&set, print_record, &number, &fault);
	puts("]");
	if (r < 0)
		say_error(command->name, &fault, NULL);
	log_set_say_incomplete(&set, command->name);
	return r >= 0 && log_set_is_complete(&set) ? EXIT_DONE : EXIT_NO;
}

const struct command eventlog_cel_command = {
	.name = "eventlog cel",
	.summary = "print the logs as one TCG Canonical Event Log in JSON",
	.details = "Without FILE: this machine's logs.\n",
	.options = { { "format", "NAME", "what the files are, see 'replay'" } },
	.operands = "[FILE...]",
	.operands_max = LOG_SET_MAX,
	.run = run,
};
