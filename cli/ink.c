/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Colours, as ECMA-48 has them.
 */
#include "cli/ink.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool has_colours(void)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return (!no || !*no) && terminal && *terminal && strcmp(terminal, "dumb") &&
	       isatty(STDOUT_FILENO);
}

const char *ink(enum ink colour)
{
	static const char *const colours[_INK_MAX] = {
		[INK_PLAIN] = "\033[0m",
		[INK_GOOD] = "\033[32m",
		[INK_WARNING] = "\033[33m",
		[INK_BAD] = "\033[1;31m",
		[INK_FAINT] = "\033[2m",
		[INK_STRONG] = "\033[1m",
	};

	return has_colours() ? colours[colour] : "";
}
