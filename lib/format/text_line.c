/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines and their fields.
 */
#include "lib/format/text_line.h"

#include <string.h>

#include "lib/base/cursor.h"

static bool is_blank(uint8_t byte, const char *blanks)
{
	return byte && strchr(blanks, byte);
}

struct cursor text_line_next(struct cursor *text)
{
	struct cursor ahead = *text, line;
	size_t length = 0;

	while (cursor_left(&ahead) && cursor_u8(&ahead) != '\n')
		length++;
	line = cursor_sub(text, length);
	if (cursor_left(text))
		cursor_skip(text, 1);
	return line;
}

static void skip_blanks(struct cursor *line, const char *blanks)
{
	struct cursor ahead = *line;

	while (cursor_left(&ahead) && is_blank(cursor_u8(&ahead), blanks))
		cursor_skip(line, 1);
}

bool text_line_begin(struct cursor *line, const char *blanks)
{
	struct cursor first;

	skip_blanks(line, blanks);
	first = *line;
	return cursor_left(&first) && cursor_u8(&first) != '#';
}

bool text_line_field(struct cursor *line, const char *blanks, char *ret, size_t max)
{
	struct cursor ahead = *line;
	size_t length = 0;
	uint8_t byte;

	while (cursor_left(&ahead) && !is_blank(byte = cursor_u8(&ahead), blanks)) {
		if (length == max || !byte)
			return false;
		ret[length++] = (char)byte;
	}
	ret[length] = '\0';
	cursor_skip(line, length);
	skip_blanks(line, blanks);
	return true;
}
