/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Remembering evidence.
 */
#include "lib/policy/shown.h"

#include <string.h>

#include "lib/format/verdict_record.h"

_Static_assert(SHOWN_CHALLENGE_MAX == EVIDENCE_CHALLENGE_MAX, "a challenge fits");
_Static_assert(SHOWN_DIGEST_SIZE == VERDICT_RECORD_DIGEST_SIZE, "a digest fits");

void shown_add(struct shown *shown, const struct shown_bundle *bundle, uint64_t begun_ms)
{
	if (begun_ms <= shown->forgotten_ms)
		return;
	shown->bundles[shown->next] = *bundle;
	shown->next = (shown->next + 1) % SHOWN_MAX;
}

bool shown_take(struct shown *shown, const struct verdict_record *verdict)
{
	size_t i;

	for (i = 0; i < SHOWN_MAX; i++) {
		struct shown_bundle *bundle = &shown->bundles[i];

		if (!bundle->size || bundle->size != verdict->challenge_size ||
		    memcmp(bundle->challenge, verdict->challenge, bundle->size) ||
		    memcmp(bundle->digest, verdict->evidence, sizeof(bundle->digest)))
			continue;
		bundle->size = 0;
		return true;
	}
	return false;
}

void shown_forget(struct shown *shown, uint64_t now_ms)
{
	*shown = (struct shown){ .forgotten_ms = now_ms };
}
