/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filling a fault.  See fault.h for who owns it and who prints it.
 */
#include "lib/base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int fault_set(struct fault *fault, int error, const char *format, ...)
{
	va_list args;

	if (!fault)
		return error;
	va_start(args, format);
	(void)vsnprintf(fault->text, sizeof(fault->text), format, args); /* cut is fine */
	va_end(args);
	fault->offset = FAULT_NOWHERE;
	return error;
}

int fault_set_at(struct fault *fault, int error, size_t offset, const char *format, ...)
{
	va_list args;

	if (!fault)
		return error;
	va_start(args, format);
	(void)vsnprintf(fault->text, sizeof(fault->text), format, args); /* cut is fine */
	va_end(args);
	fault->offset = offset;
	return error;
}

int fault_name(struct fault *fault, int error, const char *object)
{
	char said[FAULT_TEXT_MAX];

	if (!fault)
		return error;
	memcpy(said, fault->text, sizeof(said));
	(void)snprintf(fault->text, sizeof(fault->text), "%s: %.300s", object, said); /* as above */
	return error;
}
