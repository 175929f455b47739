/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making the story of a boot out of its events.
 */
#include "lib/show/log_story.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/format/decode.h"
#include "lib/format/efi_variable.h"
#include "lib/format/event_facts.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/hasher.h"
#include "lib/show/json.h"
#include "lib/show/log_set.h"

#define SECURE_BOOT_PCR		7
#define SECURE_BOOT_REGISTER	1	/* where PCR 7 went in a TEE: RTMR0 */
#define PHASES_PCR		11
#define STATIC_PCR_LAST		15	/* those above are reset at will, or by a dynamic launch */

struct reader {
	struct log_story *story;
	struct log_set *set;
	struct consistency_checker *checker;
	struct event_facts facts;
};

/* Facts of one name become an array. */
static struct json_object *facts_json(const struct event_facts *facts)
{
	struct json_object *object = json_new_object(), *kept;
	size_t i;

	for (i = 0; i < facts->count; i++) {
		const struct event_fact *fact = &facts->facts[i];
		struct json_object *value = json_new_text(fact->value);

		if (!json_object_object_get_ex(object, fact->key, &kept)) {
			json_add(object, fact->key, value);
		} else if (json_object_is_type(kept, json_type_array)) {
			json_append(kept, value);
		} else {
			struct json_object *array = json_new_array();

			json_append(array, json_object_get(kept));
			json_append(array, value);
			json_add(object, fact->key, array);
		}
	}
	if (facts->is_cut)
		json_add(object, "cut", json_new_bool(1));
	return object;
}

/* Of several banks the strongest usual one is shown; all are kept, to tell events apart. */
static int keep_digests(struct story_event *kept, const struct eventlog_event *event)
{
	static const uint16_t preferred[] = { HASH_SHA256, HASH_SHA384, HASH_SHA512, HASH_SHA1 };
	const struct eventlog_digest *shown = NULL;
	size_t i;

	if (!event->digest_count)
		return 0;
	kept->digests = malloc(event->digest_count * sizeof(*kept->digests));
	if (!kept->digests)
		return -ENOMEM;
	for (i = 0; i < sizeof(preferred) / sizeof(preferred[0]) && !shown; i++)
		shown = eventlog_event_digest(event, preferred[i]);
	shown = shown ?: &event->digests[0];
	for (i = 0; i < event->digest_count; i++) {
		const struct eventlog_digest *digest = &event->digests[i];
		struct story_digest *copy = &kept->digests[i];

		if (digest == shown)
			digest = &event->digests[0];
		if (!i)
			digest = shown;
		copy->algorithm = digest->algorithm;
		copy->size = digest->size;
		memcpy(copy->value, digest->data, digest->size);
	}
	kept->digest_count = event->digest_count;
	return 0;
}

/*
 * The register that Secure Boot's state is measured into.  Firmware's own events end at
 * the separator there, and everybody can extend it later.  Types are in no digest, so the
 * separator is told by its digest, in whatever bank.
 */
static bool is_of_secure_boot(const struct log_set *set, const struct story_event *event)
{
	return event->pcr == (set->files[event->file]->log.format == EVENTLOG_CC ?
				      SECURE_BOOT_REGISTER : SECURE_BOOT_PCR);
}

static bool is_separator(const struct eventlog_event *event)
{
	static const char *const values[] = { "\0\0\0", "\1\0\0", "\377\377\377\377" };
	uint8_t value[HASH_SIZE_MAX];
	size_t i, j;

	for (i = 0; i < event->digest_count; i++)
		for (j = 0; j < sizeof(values) / sizeof(values[0]); j++)
			if (!hasher_once(event->digests[i].algorithm, values[j], 4, value) &&
			    !memcmp(value, event->digests[i].data, event->digests[i].size))
				return true;
	return false;
}

static void learn_secure_boot(struct log_story *story, const struct story_event *event,
			      const struct eventlog_event *logged)
{
	struct efi_variable variable;

	if (story->is_separated || is_separator(logged)) {
		story->is_separated = true;
		return;
	}
	if (event->type != EV_EFI_VARIABLE_DRIVER_CONFIG ||
	    event->consistency != CONSISTENCY_PROVEN ||
	    efi_variable_parse(logged->data, logged->data_size, &variable) < 0 ||
	    !efi_variable_is_global(&variable, "SecureBoot") || variable.value_size > 1)
		return;
	story->secure_boot = variable.value_size && variable.value[0] == 1 ? "on" : "off";
}

static int learn_command_line(struct log_story *story, const struct story_event *event,
			      const struct event_facts *facts)
{
	const char *text = event_facts_find(facts, "value"), *what;

	text = text ?: event_facts_find(facts, "text");
	what = event_facts_find(facts, "what");
	if ((what && strcmp(what, "kernel command line")) || event->pcr > STATIC_PCR_LAST)
		return 0;
	/* The stub's load options are measured as they are; names of other things are not. */
	if (!what && (event->pcr != 12 || event->consistency != CONSISTENCY_PROVEN || !text ||
		      event->type != EV_IPL || event_facts_find(facts, "section")))
		return 0;
	story->command_lines++;
	free(story->command_line);
	story->command_line = strdup(text ?: "");
	story->is_command_line_proven = event->consistency >= CONSISTENCY_PARTLY;
	return story->command_line ? 0 : -ENOMEM;
}

/* What follows from the event for the whole boot. */
static int learn(struct reader *reader, const struct story_event *event,
		 const struct eventlog_event *logged)
{
	const struct event_facts *facts = &reader->facts;
	struct log_story *story = reader->story;
	const char *section = event_facts_find(facts, "section");
	const char *type = event_facts_find(facts, "eventType");
	const char *text;

	if (event->consistency == CONSISTENCY_CONTRADICTED)
		story->contradicted++;
	if (is_of_secure_boot(reader->set, event))
		learn_secure_boot(story, event, logged);
	text = event_facts_find(facts, "certificate");
	if (event->type == EV_EFI_VARIABLE_AUTHORITY && text &&
	    event->consistency >= CONSISTENCY_PARTLY &&
	    is_of_secure_boot(reader->set, event))
		json_append(story->signers, json_new_text(text));
	if (section && event->consistency == CONSISTENCY_PROVEN)
		json_append(story->sections, json_new_text(section));
	text = event_facts_find(facts, "string");
	if (type && text && !strcmp(type, "phase") && event->pcr == PHASES_PCR &&
	    event->consistency >= CONSISTENCY_PARTLY)
		json_append(story->phases, json_new_text(text));
	return event->content == EVENTLOG_CONTENT_TCG && event->type == EV_IPL ?
		       learn_command_line(story, event, facts) :
		       0;
}

static int grow(struct log_story *story)
{
	size_t capacity = story->capacity ? story->capacity * 2 : 256;
	struct story_event *events;

	if (story->count < story->capacity)
		return 0;
	events = realloc(story->events, capacity * sizeof(*events));
	if (!events)
		return -ENOMEM;
	story->events = events;
	story->capacity = capacity;
	return 0;
}

int log_story_event_read(const struct log_set *set, const struct log_file *file,
			 const struct eventlog_event *event, struct consistency_checker *checker,
			 struct event_facts *facts, struct story_event *ret)
{
	struct story_event kept = {
		.number = event->number,
		.offset = event->offset,
		.pcr = event->pcr,
		.nv_index = event->nv_index,
		.type = event->type,
		.content = event->content,
	};
	int r;

	while (set->files[kept.file] != file)
		kept.file++;
	decode_event(event, facts);
	kept.consistency = consistency_check(checker, event, &kept.why);
	kept.kind = facts->kind;
	kept.by = facts->by;
	r = keep_digests(&kept, event);
	kept.line = strdup(facts->line);
	kept.subject = strdup(facts->subject);
	kept.facts = facts_json(facts);
	if (r < 0 || !kept.line || !kept.subject) {
		log_story_event_deinit(&kept);
		return -ENOMEM;
	}
	*ret = kept;
	return 0;
}

void log_story_event_deinit(struct story_event *event)
{
	free(event->line);
	free(event->subject);
	free(event->digests);
	json_cleanup(&event->facts);
}

static int add_event(struct reader *reader, const struct log_file *file,
		     const struct eventlog_event *event)
{
	struct log_story *story = reader->story;
	struct story_event *kept;
	int r;

	if (grow(story) < 0)
		return -ENOMEM;
	kept = &story->events[story->count];
	r = log_story_event_read(reader->set, file, event, reader->checker, &reader->facts, kept);
	if (r < 0)
		return r;
	story->count++;
	return learn(reader, kept, event);
}

static int take_event(void *user, const struct log_file *file,
		      const struct eventlog_event *event, struct fault *fault)
{
	struct reader *reader = user;
	bool is_wanted = reader->story->pcrs == LOG_STORY_ALL_PCRS ||
			 (event->pcr < EVENTLOG_PCRS && reader->story->pcrs >> event->pcr & 1);

	if (!is_wanted)
		return 0;
	if (reader->story->count == LOG_STORY_EVENTS_MAX) {
		reader->story->omitted++;
		return 0;
	}
	if (add_event(reader, file, event) < 0)
		return fault_set(fault, -ENOMEM, "%s: out of memory", file->path);
	return 0;
}

int log_story_read(struct log_story *story, struct log_set *set, uint32_t pcrs,
		   struct fault *fault)
{
	_cleanup_(consistency_cleanup) struct consistency_checker *checker = NULL;
	struct reader *reader;
	int r;

	story->pcrs = pcrs;
	story->secure_boot = "?";
	story->signers = json_new_array();
	story->sections = json_new_array();
	story->phases = json_new_array();
	r = consistency_new(&checker, fault);
	if (r < 0)
		return r;
	reader = malloc(sizeof(*reader));
	if (!reader)
		return fault_set(fault, -ENOMEM, "event log: out of memory");
	reader->story = story;
	reader->set = set;
	reader->checker = checker;
	r = log_set_walk(set, take_event, reader, fault);
	free(reader);
	return r;
}

void log_story_deinit(struct log_story *story)
{
	size_t i;

	for (i = 0; i < story->count; i++)
		log_story_event_deinit(&story->events[i]);
	free(story->events);
	free(story->command_line);
	json_cleanup(&story->signers);
	json_cleanup(&story->sections);
	json_cleanup(&story->phases);
}
