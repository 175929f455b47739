/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparing clocks.
 */
#include "lib/policy/clock_watch.h"

/* The clocks are read one after the other, by a process that may have to wait in between. */
#define SLEEP_MIN_MS	1000

void clock_watch_begin(struct clock_watch *watch, const struct clock_times *now)
{
	watch->last = *now;
}

bool clock_watch_look(struct clock_watch *watch, const struct clock_times *now,
		      int64_t threshold_ms, struct clock_finding *ret)
{
	const int64_t passed = now->boot - watch->last.boot;
	const int64_t slept = passed - (now->monotonic - watch->last.monotonic);
	const int64_t jumped = now->real - watch->last.real - passed;
	struct clock_finding finding = { .slept_ms = 0 };

	if (slept >= SLEEP_MIN_MS) {
		finding.slept_ms = slept;
		watch->last.monotonic = now->monotonic + (watch->last.boot - now->boot);
	}
	if (threshold_ms && (jumped >= threshold_ms || jumped <= -threshold_ms)) {
		finding.jumped_ms = jumped;
		watch->last.real = now->real - passed;
	}
	*ret = finding;
	return finding.slept_ms || finding.jumped_ms;
}
