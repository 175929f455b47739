/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Unicode in and out (Unicode 15, section 3.9: what is well-formed).
 */
#include "lib/format/unicode.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cursor.h"

#define ESCAPE_MAX	12	/* "\u{10ffff}" */
#define NO_CHARACTER	0xffffffffu

size_t unicode_encode(uint32_t character, char ret[static UNICODE_UTF8_MAX])
{
	if (character < 0x80) {
		ret[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		ret[0] = (char)(0xc0 | character >> 6);
		ret[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	if (character < 0x10000) {
		ret[0] = (char)(0xe0 | character >> 12);
		ret[1] = (char)(0x80 | (character >> 6 & 0x3f));
		ret[2] = (char)(0x80 | (character & 0x3f));
		return 3;
	}
	ret[0] = (char)(0xf0 | character >> 18);
	ret[1] = (char)(0x80 | (character >> 12 & 0x3f));
	ret[2] = (char)(0x80 | (character >> 6 & 0x3f));
	ret[3] = (char)(0x80 | (character & 0x3f));
	return 4;
}

/* Controls, and what turns the direction of text around it. */
static bool is_printable(uint32_t character)
{
	if (character < 0x20 || (character >= 0x7f && character < 0xa0))
		return false;
	if (character >= 0xd800 && character <= 0xdfff)
		return false;
	if ((character >= 0x200e && character <= 0x200f) ||
	    (character >= 0x2028 && character <= 0x202e) ||
	    (character >= 0x2066 && character <= 0x2069) || character == 0xfeff)
		return false;
	return character < 0xfffe || (character >= 0x10000 && character <= 0x10ffff);
}

/* The next character, or NO_CHARACTER; @ret_unit is what stood there then. */
static uint32_t next_utf16(struct cursor *cursor, uint32_t *ret_unit)
{
	uint32_t high, low;
	struct cursor ahead;

	if (cursor_left(cursor) == 1) {
		*ret_unit = cursor_u8(cursor);
		return NO_CHARACTER;
	}
	high = *ret_unit = cursor_le16(cursor);
	if (high < 0xd800 || high > 0xdfff)
		return high;
	ahead = *cursor;
	low = cursor_le16(&ahead);
	if (high > 0xdbff || !cursor_ok(&ahead) || low < 0xdc00 || low > 0xdfff)
		return NO_CHARACTER;
	*cursor = ahead;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static uint32_t next_utf8(struct cursor *cursor, uint32_t *ret_unit)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint32_t first = *ret_unit = cursor_u8(cursor), character;
	struct cursor ahead = *cursor;
	unsigned int more, i;

	if (first < 0x80)
		return first;
	if (first < 0xc2 || first > 0xf4)
		return NO_CHARACTER;
	more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
	character = first & (0x3fu >> more);
	for (i = 0; i < more; i++) {
		uint8_t next = cursor_u8(&ahead);

		if ((next & 0xc0) != 0x80)
			return NO_CHARACTER;
		character = character << 6 | (next & 0x3f);
	}
	if (character < least[more] || character > 0x10ffff ||
	    (character >= 0xd800 && character <= 0xdfff))
		return NO_CHARACTER;
	*cursor = ahead;
	return character;
}

typedef uint32_t (*next_fn)(struct cursor *cursor, uint32_t *ret_unit);

static bool convert(next_fn next, const uint8_t *data, size_t data_size, char *ret, size_t size)
{
	struct cursor cursor;
	bool is_sound = true;
	size_t used = 0;

	cursor_init(&cursor, data, data_size);
	while (cursor_left(&cursor)) {
		uint32_t unit, character = next(&cursor, &unit);
		char text[ESCAPE_MAX];
		size_t length;

		if (!character)
			break;
		if (character != NO_CHARACTER && is_printable(character)) {
			length = unicode_encode(character, text);
		} else {
			is_sound = is_sound && character != NO_CHARACTER;
			length = (size_t)snprintf(text, sizeof(text), "\\u{%x}",
						  character == NO_CHARACTER ? unit : character);
		}
		if (length >= size - used)
			break;
		memcpy(ret + used, text, length);
		used += length;
	}
	ret[used] = '\0';
	return is_sound;
}

bool unicode_from_utf16(const uint8_t *data, size_t data_size, char *ret, size_t size)
{
	return convert(next_utf16, data, data_size, ret, size);
}

bool unicode_from_utf8(const uint8_t *data, size_t data_size, char *ret, size_t size)
{
	return convert(next_utf8, data, data_size, ret, size);
}

static bool is_text(next_fn next, const uint8_t *data, size_t size)
{
	struct cursor cursor;
	bool has_ended = false;
	size_t count = 0;

	cursor_init(&cursor, data, size);
	while (cursor_left(&cursor)) {
		uint32_t unit, character = next(&cursor, &unit);

		if (!character) {
			has_ended = true;
			continue;
		}
		if (has_ended || character == NO_CHARACTER ||
		    (!is_printable(character) && character != '\n' && character != '\t'))
			return false;
		count++;
	}
	return count > 0;
}

bool unicode_is_utf16(const uint8_t *data, size_t size)
{
	return size % 2 == 0 && is_text(next_utf16, data, size);
}

bool unicode_is_utf8(const uint8_t *data, size_t size)
{
	return is_text(next_utf8, data, size);
}
