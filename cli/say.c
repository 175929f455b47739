/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines on standard error.
 */
#include "cli/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/fault.h"
#include "lib/libcrypto/libcrypto.h"

void say_error(const char *command, const struct fault *fault, const char *remedy)
{
	fprintf(stderr, "svsmctl: %s: %s", command, fault->text);
	if (fault->offset != FAULT_NOWHERE)
		fprintf(stderr, " (at byte %zu)", fault->offset);
	if (remedy)
		fprintf(stderr, "; %s", remedy);
	fputc('\n', stderr);
}

void say_note(const char *command, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "svsmctl: %s: note: ", command);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void say_usage(const char *command, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "svsmctl: %s: ", command);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "; see 'svsmctl %s --help'\n", command);
}

void libcrypto_fail(const char *why)
{
	fprintf(stderr, "svsmctl: OpenSSL cannot be used: %s\n", why);
	exit(EXIT_NO);
}
