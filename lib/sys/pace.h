/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A turn at something that must not be done too often, kept across processes in a
 * file: who asks gets the next free moment, and the one after it moves on.
 */
#pragma once

#include <stdint.h>

struct fault;

#define PACE_WAIT_MAX_S	3600	/* a file that asks for more is not believed */

/*
 * Reserves the next turn in the file @path (made where it is not there), and frees the
 * next one @interval_s seconds later.  @now: seconds since 1970.  @ret_wait_s: seconds
 * until the turn comes, 0 for at once.  0, or -errno of the file.
 */
int pace_reserve(const char *path, unsigned int interval_s, int64_t now,
		 unsigned int *ret_wait_s, struct fault *fault);
