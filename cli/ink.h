/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Colours on standard output: where that is a terminal which has them, and nobody has said
 * NO_COLOR (https://no-color.org).  Elsewhere they are empty texts.
 */
#pragma once

enum ink {
	INK_PLAIN = 0,	/* as before */
	INK_GOOD,
	INK_WARNING,
	INK_BAD,
	INK_FAINT,
	INK_STRONG,
	_INK_MAX,
};

const char *ink(enum ink colour);
