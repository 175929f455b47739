/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The story of a boot as JSON.
 */
#include <json-c/json.h>
#include <stdio.h>

#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/show/log_story.h"

const char *log_story_type_name(const struct story_event *event,
				char space[static LOG_STORY_TYPE_SIZE])
{
	const char *name = event_type_name(event->type);

	if (event->content == EVENTLOG_CONTENT_SYSTEMD)
		return "systemd";
	if (event->content != EVENTLOG_CONTENT_TCG)
		return event->content == EVENTLOG_CONTENT_OTHER ? "other" : "IMA";
	if (name)
		return name;
	(void)snprintf(space, LOG_STORY_TYPE_SIZE, "0x%08x", event->type); /* it fits */
	return space;
}

void log_story_add_digest(struct json_object *object, const struct story_digest *digest)
{
	char bank[BANK_NAME_SIZE];

	json_add(object, "bank",
		 digest ? json_new_text(log_json_bank_name(digest->algorithm, bank)) : NULL);
	json_add(object, "digest", digest ? json_new_hex(digest->value, digest->size) : NULL);
}

struct json_object *log_story_event_json(const struct story_event *event)
{
	struct json_object *object = json_new_object();
	char space[LOG_STORY_TYPE_SIZE];

	json_add(object, "log", json_new_number(event->file));
	json_add(object, "number", json_new_number(event->number));
	json_add(object, "offset", json_new_number(event->offset));
	json_add(object, "pcr", event->pcr == EVENTLOG_NO_PCR ? NULL : json_new_number(event->pcr));
	json_add(object, "nv_index", event->nv_index ? json_new_number(event->nv_index) : NULL);
	json_add(object, "type", json_new_text(log_story_type_name(event, space)));
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
		json_append(events, log_story_event_json(&story->events[i]));
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
