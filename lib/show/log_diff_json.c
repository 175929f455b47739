/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A change from one boot to another, as JSON.
 */
#include "lib/show/json.h"
#include "lib/show/log_diff.h"
#include "lib/show/log_story.h"

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
