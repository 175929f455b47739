/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The distance doubles where notices do not wait for its end.
 */
#include "lib/policy/notice_pace.h"

uint64_t notice_pace_due(struct notice_pace *pace, uint64_t now)
{
	const uint64_t gathered = now + NOTICE_PACE_GATHER_MS;
	const uint64_t next = pace->has_looked ? pace->looked + pace->distance : 0;

	pace->is_pressed = next > gathered;
	return pace->is_pressed ? next : gathered;
}

void notice_pace_look(struct notice_pace *pace, uint64_t now)
{
	uint64_t distance = pace->is_pressed ? 2 * pace->distance : NOTICE_PACE_MIN_MS;

	if (distance > NOTICE_PACE_MAX_MS)
		distance = NOTICE_PACE_MAX_MS;
	*pace = (struct notice_pace){ .has_looked = true, .looked = now, .distance = distance };
}
