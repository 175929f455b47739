/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What somebody should know although nothing failed: "the host gave no certificates".
 * lib/ makes the line and hands it to whoever called, who prints it or does not.
 */
#pragma once

#define NOTE_TEXT_MAX	1024

/* @take NULL: nobody listens. */
struct note_taker {
	void (*take)(void *user, const char *text);
	void *user;
};

/* Text beyond NOTE_TEXT_MAX is cut.  @taker may be NULL as well. */
void note_give(const struct note_taker *taker, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
