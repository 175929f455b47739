/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines on standard error.
 */
#include "daemon/key_say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/libcrypto/libcrypto.h"

#define LINE_MAX_SIZE	1024

void key_say(enum key_say_level level, const char *format, ...)
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
		(void)fprintf(stderr, "svsm-key: %s\n", line);
}

void libcrypto_fail(const char *why)
{
	key_say(KEY_SAY_ERROR, "OpenSSL cannot be used: %s", why);
	exit(EXIT_FAILURE);
}
