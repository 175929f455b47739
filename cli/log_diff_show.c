/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A change from one boot to another, as text and as JSON.
 */
#include <stdio.h>

#include "cli/log_diff.h"
#include "lib/base/hex.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/show/log_story.h"

static const char *proof_note(const struct story_event *event)
{
	return event->consistency == CONSISTENCY_CONTRADICTED ? "  (CONTRADICTED by its digest)" :
								"";
}

static void print_side(const char *indent, char sign, const struct story_event *event,
		       const struct story_digest *shown)
{
	char digest[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)], bank[BANK_NAME_SIZE];

	printf("%s  %c %s%s\n", indent, sign, event->line, proof_note(event));
	if (shown)
		printf("%s      %s %s\n", indent, log_json_bank_name(shown->algorithm, bank),
		       hex_encode(shown->value, shown->size, digest));
}

void log_diff_print_change(const struct log_change *change, const char *indent)
{
	const struct story_event *event = change->before ?: change->after;
	static const char *const words[] = { "changed", "is gone", "is new" };

	fputs(indent, stdout);
	if (event->nv_index)
		printf("NV index 0x%08x: ", event->nv_index);
	else
		printf("PCR %u: ", event->pcr);
	printf("%s %s\n", event->subject,
	       change->before && change->after ? words[0] : change->before ? words[1] : words[2]);
	if (change->before)
		print_side(indent, '-', change->before, change->digest_before);
	if (change->after)
		print_side(indent, '+', change->after, change->digest_after);
}

static struct json_object *side_json(const struct story_event *event,
				     const struct story_digest *shown)
{
	struct json_object *object;

	if (!event)
		return NULL;
	object = json_new_object();
	json_add(object, "log", json_new_number(event->file));
	json_add(object, "number", json_new_number(event->number));
	json_add(object, "line", json_new_text(event->line));
	json_add(object, "proof", json_new_text(consistency_name(event->consistency)));
	log_story_add_digest(object, shown);
	return object;
}

struct json_object *log_diff_change_json(const struct log_change *change)
{
	const struct story_event *event = change->before ?: change->after;
	struct json_object *entry = json_new_object();

	json_add(entry, "pcr", event->nv_index ? NULL : json_new_number(event->pcr));
	json_add(entry, "nv_index", event->nv_index ? json_new_number(event->nv_index) : NULL);
	json_add(entry, "subject", json_new_text(event->subject));
	json_add(entry, "before", side_json(change->before, change->digest_before));
	json_add(entry, "after", side_json(change->after, change->digest_after));
	return entry;
}
