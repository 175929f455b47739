/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Spans of time as systemd.time(7) writes them: "4h", "1h 30min", "90" (seconds).
 */
#pragma once

#include <stdint.h>

/*
 * Numbers, each with a unit (ms, s, sec, min, m, h, hr, d, day, w, week, and the plurals)
 * or, alone, without one: seconds.  0; -EBADMSG; -E2BIG when the sum has more than 64 bits.
 */
int time_span_parse(const char *text, uint64_t *ret_ms);
