/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsm-key tells the administrator: lines on standard error, with the journal's
 * priorities where that is the journal.
 */
#pragma once

enum key_say_level {
	KEY_SAY_ERROR = 3,	/* syslog's numbers */
	KEY_SAY_WARNING = 4,
	KEY_SAY_INFO = 6,
};

void key_say(enum key_say_level level, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
