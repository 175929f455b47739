/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Handing notes on.
 */
#include "lib/base/note.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

void note_give(const struct note_taker *taker, const char *format, ...)
{
	char text[NOTE_TEXT_MAX];
	va_list args;

	if (!taker || !taker->take)
		return;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args); /* cut is fine */
	va_end(args);
	taker->take(taker->user, text);
}
