/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The story of a boot as text and as JSON.
 */
#include <json-c/json.h>
#include <stdio.h>

#include "cli/json.h"
#include "cli/log_json.h"
#include "cli/log_set.h"
#include "cli/log_story.h"
#include "lib/base/hex.h"

static const char *type_name(const struct story_event *event, char space[static 16])
{
	const char *name = event_type_name(event->type);

	if (event->content == EVENTLOG_CONTENT_SYSTEMD)
		return "systemd";
	if (event->content != EVENTLOG_CONTENT_TCG)
		return event->content == EVENTLOG_CONTENT_OTHER ? "other" : "IMA";
	if (name)
		return name;
	(void)snprintf(space, 16, "0x%08x", event->type); /* it fits */
	return space;
}

static char mark_of(enum consistency consistency)
{
	static const char marks[CONSISTENCY_VERDICTS] = { '!', '-', '?', '~', '+' };

	return marks[consistency];
}

static void print_list(const char *title, struct json_object *array)
{
	size_t i, count = json_object_array_length(array);

	if (!count)
		return;
	printf("%s", title);
	for (i = 0; i < count; i++)
		printf("%s%s", i ? ", " : "",
		       json_object_get_string(json_object_array_get_idx(array, i)));
	putchar('\n');
}

static void print_summary(const struct log_story *story)
{
	printf("Secure Boot:   %s\n",
	       story->secure_boot[0] == '?' ? "not in these logs" : story->secure_boot);
	print_list("Allowed by:    ", story->signers);
	if (story->command_line)
		printf("Command line:  %s%s", story->command_line,
		       story->is_command_line_proven ? "" : "  (UNPROVEN)");
	if (story->command_lines > 1)
		printf("  (the last of %zu)", story->command_lines);
	if (story->command_line)
		putchar('\n');
	print_list("UKI sections:  ", story->sections);
	print_list("Phases:        ", story->phases);
}

static void print_register(const struct log_story *story, uint32_t pcr, bool has_many_logs)
{
	char space[16];
	size_t i;
	bool is_first = true;

	for (i = 0; i < story->count; i++) {
		const struct story_event *event = &story->events[i];

		if (event->nv_index || event->pcr != pcr)
			continue;
		if (is_first && pcr == EVENTLOG_NO_PCR)
			puts("\nNo PCR");
		else if (is_first)
			printf("\nPCR %u\n", pcr);
		is_first = false;
		if (has_many_logs)
			printf("  %zu:%-4zu", event->file, event->number);
		else
			printf("  %-5zu", event->number);
		printf("%c %-22s %s\n", mark_of(event->consistency),
		       event->by ?: type_name(event, space), event->line);
		if (event->consistency == CONSISTENCY_CONTRADICTED)
			printf("          ^ CONTRADICTED: %s\n", event->why);
	}
}

static void print_nv(const struct log_story *story)
{
	size_t i;

	for (i = 0; i < story->count; i++) {
		const struct story_event *event = &story->events[i];

		if (event->nv_index)
			printf("\nNV index 0x%08x\n  %-5zu%c %s\n", event->nv_index, event->number,
			       mark_of(event->consistency), event->line);
	}
}

void log_story_print(const struct log_story *story, const struct log_set *set)
{
	unsigned int pcr;
	size_t i;

	for (i = 0; i < set->count; i++)
		printf("Log %zu: %s (%s, %zu events%s)\n", i, set->files[i]->path,
		       eventlog_format_name(set->files[i]->log.format), set->files[i]->events,
		       log_file_is_complete(set->files[i]) ? "" : ", INCOMPLETE");
	print_summary(story);
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		print_register(story, pcr, set->count > 1);
	print_register(story, EVENTLOG_NO_PCR, set->count > 1);
	print_nv(story);
	if (story->omitted)
		printf("\n%zu more events are not shown\n", story->omitted);
	puts("\n+ the digest proves the line   ~ a part of it   ? the line describes what was "
	     "hashed, unproven\n- in no PCR: proves nothing     ! line and digest CONTRADICT each "
	     "other");
}

void log_story_add_digest(struct json_object *object, const struct story_digest *digest)
{
	char bank[BANK_NAME_SIZE];

	json_add(object, "bank",
		 digest ? json_new_text(log_json_bank_name(digest->algorithm, bank)) : NULL);
	json_add(object, "digest", digest ? json_new_hex(digest->value, digest->size) : NULL);
}

static struct json_object *event_json(const struct story_event *event)
{
	struct json_object *object = json_new_object();
	char space[16];

	json_add(object, "log", json_new_number(event->file));
	json_add(object, "number", json_new_number(event->number));
	json_add(object, "offset", json_new_number(event->offset));
	json_add(object, "pcr", event->pcr == EVENTLOG_NO_PCR ? NULL : json_new_number(event->pcr));
	json_add(object, "nv_index", event->nv_index ? json_new_number(event->nv_index) : NULL);
	json_add(object, "type", json_new_text(type_name(event, space)));
	json_add(object, "kind", json_new_text(event->kind));
	json_add(object, "by", json_new_text(event->by));
	json_add(object, "line", json_new_text(event->line));
	json_add(object, "proof", json_new_text(consistency_name(event->consistency)));
	json_add(object, "why", json_new_text(event->why));
	log_story_add_digest(object, event->digests);
	json_add(object, "facts", json_object_get(event->facts));
	return object;
}

struct json_object *log_story_json(const struct log_story *story)
{
	struct json_object *object = json_new_object(), *events = json_new_array();
	size_t i;

	for (i = 0; i < story->count; i++)
		json_append(events, event_json(&story->events[i]));
	json_add(object, "secure_boot",
		 story->secure_boot[0] == '?' ? NULL : json_new_text(story->secure_boot));
	json_add(object, "allowed_by", json_object_get(story->signers));
	json_add(object, "command_line", json_new_text(story->command_line));
	json_add(object, "command_line_proven", json_new_bool(story->is_command_line_proven));
	json_add(object, "command_lines", json_new_number(story->command_lines));
	json_add(object, "uki_sections", json_object_get(story->sections));
	json_add(object, "phases", json_object_get(story->phases));
	json_add(object, "contradicted", json_new_number(story->contradicted));
	json_add(object, "omitted", json_new_number(story->omitted));
	json_add(object, "events", events);
	return object;
}
