/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines on standard error.
 */
#include "daemon/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_MAX_SIZE	1024

void say(enum say_level level, const char *format, ...)
{
	char line[LINE_MAX_SIZE];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(line, sizeof(line), format, arguments); /* a long one is cut */
	va_end(arguments);
	/* One write, since two processes share it. */
	if (getenv("JOURNAL_STREAM"))
		(void)fprintf(stderr, "<%d>%s\n", (int)level, line);
	else
		(void)fprintf(stderr, "%s: %s\n", program_invocation_short_name, line);
}
