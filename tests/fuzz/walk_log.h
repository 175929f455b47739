/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Goes through a log of any bytes as everyone does who reads one: every event lies in
 * it or in the iterator, is replayed, decoded, and checked against its digests.
 */
#pragma once

#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/decode.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/policy/consistency.h"
#include "lib/policy/replay.h"

static inline void walk_event(const struct eventlog_event *event, const uint8_t *data,
			      size_t size, const struct eventlog *log)
{
	size_t i;

	assert(event->offset <= size);
	assert(event->digest_count <= EVENTLOG_BANKS_MAX);
	assert(event->pcr < EVENTLOG_PCRS || event->pcr == EVENTLOG_NO_PCR);
	assert(!event->data_size || event->data == log->data_space ||
	       (event->data >= data && event->data <= data + size - event->data_size));
	for (i = 0; i < event->digest_count; i++)
		assert(event->digests[i].size && event->digests[i].size <= EVENTLOG_DIGEST_MAX);
}

/* @log was opened on @size bytes at @data. */
static inline void walk_log(struct eventlog *log, const uint8_t *data, size_t size)
{
	struct consistency_checker *checker = NULL;
	static struct event_facts facts;
	struct fault fault = FAULT_NONE;
	struct replay *replay = NULL;
	struct eventlog_event event;
	size_t expected = 0;
	int r;

	if (replay_new(log, &replay, &fault) < 0)
		return;
	assert(!consistency_new(&checker, &fault));
	while ((r = eventlog_next(log, &event, &fault)) > 0) {
		assert(event.number == expected++);
		walk_event(&event, data, size, log);
		(void)replay_event(replay, &event, &fault); /* a refusal is fine */
		decode_event(&event, &facts);
		assert(facts.kind && facts.subject[0] && facts.count <= EVENT_FACTS_MAX);
		assert(consistency_name(consistency_check(checker, &event, NULL)));
	}
	assert(!r || fault.text[0]);
	consistency_free(checker);
	replay_free(replay);
}
