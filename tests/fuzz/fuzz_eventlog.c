/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as an event log, read and replayed: the reader always moves forward
 * and never out of the log.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/eventlog.h"
#include "lib/policy/replay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct replay *replay = NULL;
	struct eventlog_event event;
	size_t expected = 0, i;
	struct eventlog log;
	int r;

	if (eventlog_init(&log, data, size, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	if (replay_new(&log, &replay, &fault) < 0)
		return 0;
	while ((r = eventlog_next(&log, &event, &fault)) > 0) {
		assert(event.number == expected++);
		assert(event.data >= data && event.data <= data + size - event.data_size);
		for (i = 0; i < event.digest_count; i++)
			assert(event.digests[i].data + event.digests[i].size <= data + size);
		(void)replay_event(replay, &event, &fault); /* a refusal is fine */
	}
	assert(!r || fault.text[0]);
	replay_free(replay);
	return 0;
}
