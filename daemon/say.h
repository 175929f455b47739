/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the programs here tell the administrator: lines on standard error, with the
 * journal's priorities where that is the journal.
 */
#pragma once

enum say_level {
	SAY_ERROR = 3,		/* syslog's numbers */
	SAY_WARNING = 4,
	SAY_NOTICE = 5,
	SAY_INFO = 6,
};

void say(enum say_level level, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
