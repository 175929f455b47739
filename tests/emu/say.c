/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines for people.  See say.h.
 */
#include "tests/emu/say.h"

#include <stdarg.h>
#include <stdio.h>

void say(const char *format, ...)
{
	char line[1024];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	/* One write per line: the harness may have several emulators on one log. */
	fprintf(stderr, "svsm-emu: %s\n", line);
}
