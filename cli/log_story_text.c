/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The story of a boot as text.
 */
#include "cli/log_story_text.h"

#include <json-c/json.h>
#include <stdio.h>

#include "lib/show/log_set.h"
#include "lib/show/log_story.h"

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
	char space[LOG_STORY_TYPE_SIZE];
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
		       event->by ?: log_story_type_name(event, space), event->line);
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

void log_story_text_print(const struct log_story *story, const struct log_set *set)
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
