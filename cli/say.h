/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmctl says on standard error, and how it ends.  An error is one line:
 * "svsmctl: COMMAND: OBJECT: REASON; REMEDY".
 */
#pragma once

struct fault;

enum exit_code {
	EXIT_DONE = 0,		/* done, or the answer is yes */
	EXIT_NO = 1,		/* failed, or the answer is no */
	EXIT_USAGE = 2,		/* the command line is wrong */
};

/* @remedy, what the reader should do, may be NULL. */
void say_error(const char *command, const struct fault *fault, const char *remedy);

/* Something that the reader should know, but that stops nothing. */
void say_note(const char *command, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));

/* The command line is wrong; the remedy is the command's help. */
void say_usage(const char *command, const char *format, ...)
	__attribute__((__format__(__printf__, 2, 3)));
