/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words for what a UKI's section .cmdline holds.  systemd-stub measures it in PCR 11 and
 * logs its name alone; a text that somebody has from elsewhere is put there when the digest
 * is of it, and else not.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/format/unicode.h"
#include "lib/policy/hasher.h"
#include "lib/show/log_story.h"

#define PCR_SECTIONS	11
#define TITLE		"kernel command line: "

/* ukify writes the text as it is given, perhaps with its end. */
static bool is_digest_of(const struct story_event *event, const char *text)
{
	static const struct {
		const char *bytes;
		size_t size;
	} ends[] = { { "", 0 }, { "", 1 }, { "\n", 1 }, { "\n", 2 } };
	char whole[LOG_STORY_COMMAND_LINE_MAX + 2];
	const struct story_digest *logged = event->digests;
	uint8_t digest[EVENTLOG_DIGEST_MAX];
	const size_t length = strlen(text);
	size_t i;

	if (!logged || length > LOG_STORY_COMMAND_LINE_MAX)
		return false;
	memcpy(whole, text, length);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		memcpy(whole + length, ends[i].bytes, ends[i].size);
		if (!hasher_once(logged->algorithm, whole, length + ends[i].size, digest) &&
		    !memcmp(digest, logged->value, logged->size))
			return true;
	}
	return false;
}

static bool is_of_section(const struct story_event *event)
{
	struct json_object *section;

	return event->pcr == PCR_SECTIONS && !event->nv_index &&
	       event->consistency == CONSISTENCY_UNPROVEN &&
	       json_object_object_get_ex(event->facts, "section", &section) &&
	       !strcmp(json_object_get_string(section) ?: "", ".cmdline");
}

int log_story_know_command_line(struct log_story *story, const char *text)
{
	char line[sizeof(TITLE) + 4 * LOG_STORY_COMMAND_LINE_MAX] = TITLE;
	size_t i;

	for (i = 0; i < story->count; i++) {
		struct story_event *event = &story->events[i];
		char *copy;

		if (!is_of_section(event) || !is_digest_of(event, text))
			continue;
		(void)unicode_from_utf8((const uint8_t *)text, strlen(text),
					line + strlen(TITLE), sizeof(line) - strlen(TITLE));
		copy = strdup(line);
		if (!copy)
			return -ENOMEM;
		free(event->line);
		event->line = copy;
		event->consistency = CONSISTENCY_PROVEN;
		event->why = "the digest is of this machine's command line";
	}
	return 0;
}
