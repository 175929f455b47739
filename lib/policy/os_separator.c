/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Telling it by its digests.
 */
#include "lib/policy/os_separator.h"

#include <string.h>

#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "lib/policy/hasher.h"

#define WORD	"os-separator"

bool os_separator_is(const struct eventlog_event *event)
{
	uint8_t value[HASH_SIZE_MAX];
	size_t i;

	for (i = 0; i < event->digest_count; i++)
		if (hasher_once(event->digests[i].algorithm, WORD, strlen(WORD), value) < 0 ||
		    memcmp(event->digests[i].data, value, event->digests[i].size))
			return false;
	return event->digest_count;
}
