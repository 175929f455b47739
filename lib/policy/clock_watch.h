/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What clocks tell of this guest, held against each other: the boot's clock runs on in
 * suspend and the monotonic one does not, so what it has more is sleep; the wall clock goes
 * with the boot's until somebody sets it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct clock_times {
	int64_t real, boot, monotonic;	/* ms */
};

/* Of what the last finding was; to be set by clock_watch_begin(). */
struct clock_watch {
	struct clock_times last;
};

struct clock_finding {
	int64_t slept_ms;	/* 0: it has not */
	int64_t jumped_ms;	/* of the wall clock, below 0: back; 0: it has not */
};

void clock_watch_begin(struct clock_watch *watch, const struct clock_times *now);

/*
 * What happened since the last finding; whether anything has.  The wall clock has jumped
 * when it is @threshold_ms off, in however many steps; 0: its jumps are of no interest.
 */
bool clock_watch_look(struct clock_watch *watch, const struct clock_times *now,
		      int64_t threshold_ms, struct clock_finding *ret);
