/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How often in a second each user may have something that anybody may have, so that one who
 * asks without end is refused, and others are not.  Time is a parameter.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ALLOWANCE_USERS		32	/* that are remembered: those who asked last */
#define ALLOWANCE_SPAN_MS	1000

struct allowance_user {
	uint32_t user;
	uint32_t taken;		/* since @begun; 0: this place is free */
	uint64_t begun;
};

struct allowance {
	uint32_t limit;		/* in each span, of each user */
	struct allowance_user users[ALLOWANCE_USERS];
};

/* Whether @user may have one more, at @now in ms of a clock that does not jump. */
bool allowance_take(struct allowance *allowance, uint32_t user, uint64_t now);
