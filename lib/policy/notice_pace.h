/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How soon a notice is followed by a look: at once, but for a moment in which more of them
 * are gathered.  Who gives notice without end has one look each second, then fewer, down to
 * one in four seconds, with the last of them as with the first: none is lost, and what there
 * is to see is seen in time.  Quiet makes it quick again.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define NOTICE_PACE_GATHER_MS	150	/* a boot extends PCRs in bursts */
#define NOTICE_PACE_MIN_MS	1000	/* from one look to the next */
#define NOTICE_PACE_MAX_MS	4000

/* Memory of zeros: none was made yet. */
struct notice_pace {
	bool has_looked;
	bool is_pressed;	/* there was no quiet since */
	uint64_t looked;	/* then, ms */
	uint64_t distance;	/* ms, from there to the next */
};

/* When the look is due that follows a notice of @now, ms of a clock that does not jump. */
uint64_t notice_pace_due(struct notice_pace *pace, uint64_t now);

/* It is made @now. */
void notice_pace_look(struct notice_pace *pace, uint64_t now);
