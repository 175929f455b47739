/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd and its worker tell the administrator: lines on standard error, with the
 * journal's priorities where that is the journal.
 */
#pragma once

enum svsmd_say_level {
	SVSMD_SAY_ERROR = 3,	/* syslog's numbers */
	SVSMD_SAY_WARNING = 4,
	SVSMD_SAY_NOTICE = 5,
	SVSMD_SAY_INFO = 6,
};

void svsmd_say(enum svsmd_say_level level, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
