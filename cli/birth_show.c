/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A look at a birth record, shown as lines for people and as JSON.  svsmctl(8) documents
 * the keys: they only ever grow.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "cli/birth.h"
#include "lib/base/hex.h"
#include "lib/show/json.h"

const char *birth_invisible(void)
{
	return "disk and TPM put back together, and a copy of both that runs elsewhere: only a "
	       "verifier that remembers sees them";
}

static void print_record(const struct birth_view *view)
{
	const struct birth_record *record = &view->record;
	const time_t seconds = record->time;
	char when[32] = "";
	struct tm tm;

	if (gmtime_r(&seconds, &tm))
		(void)strftime(when, sizeof(when), " of %Y-%m-%dT%H:%M:%SZ", &tm);
	printf("record      %s%s: counter %" PRIu64 "%s, %" PRIu32 " resets, %" PRIu32
	       " restarts\n", view->path, when, record->clock.counter,
	       record->is_pending ? " (about to be incremented)" : "", record->clock.resets,
	       record->clock.restarts);
}

void birth_print(const struct birth_view *view)
{
	const struct birth *birth = &view->birth;
	char instance[HEX_TEXT_SIZE(BIRTH_RECORD_INSTANCE_SIZE)];

	printf("birth       %s: %s\n", birth_verdict_name(birth->verdict),
	       view->error ? view->fault.text : birth->reason);
	printf("persistence %s: %s\n", birth_persistence_name(birth->persistence),
	       birth->persistence_reason);
	if (view->has_tpm && view->tpm.index == BIRTH_INDEX_OURS)
		printf("instance    %s\n", hex_encode(view->tpm.instance,
						      sizeof(view->tpm.instance), instance));
	if (view->has_tpm)
		printf("TPM         counter %" PRIu64 ", %" PRIu32 " resets, %" PRIu32 " restarts\n",
		       view->tpm.clock.counter, view->tpm.clock.resets, view->tpm.clock.restarts);
	if (view->has_record)
		print_record(view);
	printf("not seen    %s\n", birth_invisible());
	if (*birth->remedy)
		printf("advice      %s\n", birth->remedy);
}

static void add_clock(struct json_object *object, const struct birth_clock *clock)
{
	json_add(object, "counter", json_new_number(clock->counter));
	json_add(object, "resets", json_new_number(clock->resets));
	json_add(object, "restarts", json_new_number(clock->restarts));
}

static struct json_object *tpm_json(const struct birth_view *view)
{
	static const char *const indexes[] = {
		[BIRTH_INDEX_ABSENT] = "absent",
		[BIRTH_INDEX_OTHERS] = "foreign",
		[BIRTH_INDEX_OURS] = "ours",
	};
	const struct birth_tpm *tpm = &view->tpm;
	struct json_object *object;

	if (!view->has_tpm)
		return NULL;
	object = json_new_object();
	json_add(object, "index", json_new_text(indexes[tpm->index]));
	json_add(object, "instance", tpm->index == BIRTH_INDEX_OURS ?
		 json_new_hex(tpm->instance, sizeof(tpm->instance)) : NULL);
	add_clock(object, &tpm->clock);
	return object;
}

static struct json_object *record_json(const struct birth_view *view)
{
	const struct birth_record *record = &view->record;
	struct json_object *object;

	if (!view->has_record)
		return NULL;
	object = json_new_object();
	json_add(object, "instance", json_new_hex(record->instance, sizeof(record->instance)));
	add_clock(object, &record->clock);
	json_add(object, "pending", json_new_bool(record->is_pending));
	json_add(object, "survived", json_new_number(record->survived));
	json_add(object, "time", json_new_number((uint64_t)record->time));
	json_add(object, "ek_name", json_new_hex(record->ek_name, sizeof(record->ek_name)));
	json_add(object, "ak_name", json_new_hex(record->ak_name, sizeof(record->ak_name)));
	return object;
}

struct json_object *birth_json(const struct birth_view *view)
{
	const struct birth *birth = &view->birth;
	struct json_object *object = json_new_object();

	json_add(object, "verdict", json_new_text(birth_verdict_name(birth->verdict)));
	json_add(object, "reason", json_new_text(view->error ? view->fault.text : birth->reason));
	json_add(object, "remedy", json_new_text(*birth->remedy ? birth->remedy : NULL));
	json_add(object, "persistence",
		 json_new_text(birth_persistence_name(birth->persistence)));
	json_add(object, "persistence_reason", json_new_text(birth->persistence_reason));
	json_add(object, "reliable", json_new_bool(birth_is_reliable(birth)));
	json_add(object, "recorded_in_this_boot", json_new_bool(birth->is_of_this_boot));
	json_add(object, "relaunches_survived", json_new_number(birth->survived));
	json_add(object, "tpm", tpm_json(view));
	json_add(object, "path", json_new_text(view->path));
	json_add(object, "record", record_json(view));
	json_add(object, "not_seen", json_new_text(birth_invisible()));
	return object;
}
