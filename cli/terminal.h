/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking whoever sits at the terminal.  Secrets are typed without an echo; they never
 * come from the command line or the environment, where others can read them.
 */
#pragma once

#include <stdbool.h>

struct fault;
struct secret;

#define TERMINAL_LINE_MAX	512

/*
 * Asks for a line that nobody shall see; @ret is filled anew, without the newline.  0;
 * -ENOTTY when there is no terminal; -ENODATA for an empty line; -E2BIG; else -errno.  A
 * signal that would have ended the program ends it, with the terminal as it was.
 */
int terminal_ask_secret(const char *prompt, struct secret *ret, struct fault *fault);

/* Asks a question.  Whether the answer was "yes", the whole word; no, without a terminal. */
bool terminal_agrees(const char *question);
