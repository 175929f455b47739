/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A fault: what went wrong, in words and, where bytes were read, at which of
 * them.  lib/ fills it and stays silent; the face that called prints it, once.
 *
 * Every function that takes a struct fault * accepts NULL for "do not tell me",
 * and touches it only on failure.  The text names the object first ("/dev/svsm:
 * permission denied"), has no newline and no capital, and never holds a secret.
 */
#pragma once

#include <stddef.h>

#define FAULT_TEXT_MAX	384
#define FAULT_NOWHERE	((size_t)-1)

struct fault {
	char text[FAULT_TEXT_MAX];
	size_t offset;	/* byte of the input, FAULT_NOWHERE when it has none */
};

#define FAULT_NONE	((struct fault){ .offset = FAULT_NOWHERE })

/*
 * Both return @error, so that "return fault_set(fault, -EBADMSG, ...)" is one
 * line.  Text beyond FAULT_TEXT_MAX is cut.
 */
int fault_set(struct fault *fault, int error, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));
int fault_set_at(struct fault *fault, int error, size_t offset, const char *format, ...)
	__attribute__((__format__(__printf__, 4, 5)));

/* Puts @object, such as the path of what was read, before what was said.  Returns @error. */
int fault_name(struct fault *fault, int error, const char *object);
