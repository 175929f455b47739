/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl eventlog cel: logs in, one TCG Canonical Event Log in JSON out (TCG CEL,
 * section 5.3).  Printed record by record: a log may be long.
 */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/log_places.h"
#include "cli/log_say.h"
#include "cli/options.h"
#include "cli/say.h"
#include "lib/base/cleanup.h"
#include "lib/policy/ima_template.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/show/log_set.h"

#include <json-c/json.h>

struct writing {
	size_t records;
	size_t bare;	/* of them without their content */
};

/* CEL has what was extended, where IMA's own log has zeros for a violation. */
static bool is_violation(const struct eventlog_event *event)
{
	return (event->content == EVENTLOG_CONTENT_IMA ||
		event->content == EVENTLOG_CONTENT_IMA_TEXT) && ima_template_is_violation(event);
}

static struct json_object *digests_json(const struct eventlog_event *event)
{
	uint8_t ones[EVENTLOG_DIGEST_MAX];
	struct json_object *array = json_new_array();
	size_t i;

	memset(ones, 0xff, sizeof(ones));
	for (i = 0; i < event->digest_count; i++) {
		const struct eventlog_digest *digest = &event->digests[i];
		struct json_object *object = json_new_object();
		char name[BANK_NAME_SIZE];

		json_add(object, "hashAlg",
			 json_new_text(log_json_bank_name(digest->algorithm, name)));
		json_add(object, "digest",
			 json_new_hex(is_violation(event) ? ones : digest->data, digest->size));
		json_append(array, object);
	}
	return array;
}

static struct json_object *text_of(const uint8_t *data, size_t size)
{
	return json_object_new_string_len((const char *)data, (int)size);
}

static void add_data(struct json_object *content, const char *key,
		     const struct eventlog_event *event)
{
	if (!event->is_data_omitted)
		json_add(content, key, json_new_hex(event->data, event->data_size));
}

/* Content that is JSON already. */
static struct json_object *parse_content(const struct eventlog_event *event)
{
	struct json_tokener *tokener = event->data_size ? json_tokener_new() : NULL;
	struct json_object *content;

	if (!tokener)
		return NULL;
	content = json_tokener_parse_ex(tokener, (const char *)event->data,
					(int)event->data_size);
	json_tokener_free(tokener);
	return content;
}

/* "content_type" and "content"; false when some or all of it was left out. */
static bool add_content(struct json_object *record, const struct eventlog_event *event)
{
	const char *type = event_type_name(event->type);
	struct json_object *content = NULL;

	switch (event->content) {
	case EVENTLOG_CONTENT_TCG:
		content = json_new_object();
		json_add(record, "content_type", json_new_text("pcclient_std"));
		json_add(content, "event_type",
			 type ? json_new_text(type) : json_new_number(event->type));
		add_data(content, "event_data", event);
		break;
	case EVENTLOG_CONTENT_IMA:
		content = json_new_object();
		json_add(record, "content_type", json_new_text("ima_template"));
		json_add(content, "template_name",
			 text_of(event->template, event->template_size));
		add_data(content, "template_data", event);
		break;
	case EVENTLOG_CONTENT_SYSTEMD:
		json_add(record, "content_type", json_new_text("systemd"));
		content = parse_content(event);
		break;
	case EVENTLOG_CONTENT_OTHER:
		if (!event->template)
			return false;
		json_add(record, "content_type",
			 text_of(event->template, event->template_size));
		content = parse_content(event);
		break;
	case EVENTLOG_CONTENT_IMA_TEXT:
		return false;
	}
	json_add(record, "content", content);
	return !event->is_data_omitted;
}

static int print_record(void *user, const struct log_file *file,
			const struct eventlog_event *event, struct fault *fault)
{
	_cleanup_(json_cleanup) struct json_object *record = json_new_object();
	struct writing *writing = user;

	/* CEL knows registers only; information that is in none stands with PCR 0. */
	json_add(record, "recnum", json_new_number(writing->records));
	if (event->nv_index)
		json_add(record, "nv_index", json_new_number(event->nv_index));
	else
		json_add(record, "pcr",
			 json_new_number(event->pcr == EVENTLOG_NO_PCR ? 0 : event->pcr));
	json_add(record, "digests", digests_json(event));
	writing->bare += !add_content(record, event);
	printf("%s%s", writing->records ? ",\n" : "",
	       json_object_to_json_string_ext(record, JSON_C_TO_STRING_PLAIN |
							      JSON_C_TO_STRING_NOSLASHESCAPE));
	writing->records++;
	return 0;
}

static int run(const struct command *command, const char *const values[])
{
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	const struct collect_log_paths own = log_places();
	struct fault fault = FAULT_NONE;
	struct writing writing = { 0 };
	int r;

	if (!log_say_has_format(values[0], command->name))
		return EXIT_USAGE;
	r = log_set_read(&set, values + COMMAND_OPTIONS_MAX, values[0], &own, &fault);
	if (r < 0) {
		say_error(command->name, &fault, NULL);
		return EXIT_NO;
	}
	putchar('[');
	r = log_set_walk(&set, print_record, &writing, &fault);
	puts("]");
	if (r < 0)
		say_error(command->name, &fault, NULL);
	if (writing.bare)
		say_note(command->name, "%zu records are written without their content: this form "
			 "of log has none for it", writing.bare);
	log_say_incomplete(&set, command->name);
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
