/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading JSON.  A container is passed over with a stack of bits, one per level:
 * whether it is an object.
 */
#include "lib/format/json_reader.h"

#include <errno.h>
#include <string.h>

#include "lib/format/unicode.h"

static int peek(const struct cursor *cursor)
{
	return cursor_left(cursor) ? cursor->data[cursor->position] : -1;
}

static bool take(struct cursor *cursor, char expected)
{
	if (peek(cursor) != expected)
		return false;
	cursor_skip(cursor, 1);
	return true;
}

void json_reader_skip_blanks(struct cursor *cursor)
{
	int next;

	while ((next = peek(cursor)) == ' ' || next == '\t' || next == '\n' || next == '\r')
		cursor_skip(cursor, 1);
}

/* Characters of a scalar that is no string; what they mean is asked later. */
static bool is_of_scalar(int next)
{
	return (next >= '0' && next <= '9') || (next >= 'a' && next <= 'z') || next == '-' ||
	       next == '+' || next == '.' || next == 'E';
}

static bool skip_string(struct cursor *cursor)
{
	if (!take(cursor, '"'))
		return false;
	while (cursor_left(cursor)) {
		uint8_t next = cursor_u8(cursor);

		if (next == '"')
			return true;
		if (next < 0x20)
			return false;
		if (next == '\\')
			cursor_skip(cursor, 1);
	}
	return false;
}

static bool skip_scalar(struct cursor *cursor)
{
	size_t begin = cursor->position;

	while (is_of_scalar(peek(cursor)))
		cursor_skip(cursor, 1);
	return cursor->position > begin;
}

/* A key and its colon. */
static bool skip_key(struct cursor *cursor)
{
	json_reader_skip_blanks(cursor);
	if (!skip_string(cursor))
		return false;
	json_reader_skip_blanks(cursor);
	return take(cursor, ':');
}

/* Behind a value: closes what closes, and stands before the next value, or at @depth 0. */
static bool skip_between(struct cursor *cursor, unsigned int *depth, uint32_t objects)
{
	while (*depth) {
		bool is_object = objects >> (*depth - 1) & 1;

		json_reader_skip_blanks(cursor);
		if (take(cursor, ','))
			return !is_object || skip_key(cursor);
		if (!take(cursor, is_object ? '}' : ']'))
			return false;
		(*depth)--;
	}
	return true;
}

static bool skip_value(struct cursor *cursor)
{
	unsigned int depth = 0;
	uint32_t objects = 0;

	do {
		bool is_object;
		int next;

		json_reader_skip_blanks(cursor);
		next = peek(cursor);
		if (next == '{' || next == '[') {
			is_object = next == '{';
			cursor_skip(cursor, 1);
			if (depth == JSON_READER_DEPTH_MAX)
				return false;
			objects = (objects & ~(1u << depth)) | (uint32_t)is_object << depth;
			depth++;
			json_reader_skip_blanks(cursor);
			if (peek(cursor) != (is_object ? '}' : ']')) {
				if (is_object && !skip_key(cursor))
					return false;
				continue;
			}
		} else if (next == '"' ? !skip_string(cursor) : !skip_scalar(cursor)) {
			return false;
		}
		if (!skip_between(cursor, &depth, objects))
			return false;
	} while (depth);
	return true;
}

static enum json_reader_kind kind_of(int first)
{
	switch (first) {
	case '{':
		return JSON_READER_OBJECT;
	case '[':
		return JSON_READER_ARRAY;
	case '"':
		return JSON_READER_STRING;
	case 't':
	case 'f':
		return JSON_READER_BOOL;
	case 'n':
		return JSON_READER_NULL;
	}
	return JSON_READER_NUMBER;
}

int json_reader_value(struct cursor *cursor, struct json_reader_value *ret)
{
	struct json_reader_value value = { 0 };
	struct cursor behind;

	json_reader_skip_blanks(cursor);
	behind = *cursor;
	if (!skip_value(&behind))
		return -EBADMSG;
	value.kind = kind_of(peek(cursor));
	value.whole = cursor_sub(cursor, behind.position - cursor->position);
	if (value.kind >= JSON_READER_STRING) {
		struct cursor whole = value.whole;

		cursor_skip(&whole, 1);
		value.inside = cursor_sub(&whole, value.whole.size - 2);
	}
	*ret = value;
	return 0;
}

/* Stands before the next entry: 1; 0 where there is none; -EBADMSG. */
static int find_entry(struct cursor *inside, char closing)
{
	bool is_first = inside->position == 0;

	json_reader_skip_blanks(inside);
	if (!cursor_left(inside) || peek(inside) == closing)
		return 0;
	return is_first || take(inside, ',') ? 1 : -EBADMSG;
}

int json_reader_element(struct cursor *inside, struct json_reader_value *ret)
{
	int r = find_entry(inside, ']');

	if (r <= 0)
		return r;
	r = json_reader_value(inside, ret);
	return r < 0 ? r : 1;
}

int json_reader_member(struct cursor *inside, struct json_reader_value *ret_key,
		       struct json_reader_value *ret_value)
{
	int r = find_entry(inside, '}');

	if (r <= 0)
		return r;
	if (json_reader_value(inside, ret_key) < 0 || ret_key->kind != JSON_READER_STRING)
		return -EBADMSG;
	json_reader_skip_blanks(inside);
	if (!take(inside, ':'))
		return -EBADMSG;
	r = json_reader_value(inside, ret_value);
	return r < 0 ? r : 1;
}

bool json_reader_is(const struct json_reader_value *value, const char *text)
{
	size_t size = strlen(text);

	return value->kind == JSON_READER_STRING && value->inside.size == size &&
	       !memcmp(value->inside.data, text, size);
}

int json_reader_number(const struct json_reader_value *value, uint64_t max, uint64_t *ret)
{
	struct cursor cursor = value->whole;
	uint64_t number = 0;

	if (value->kind != JSON_READER_NUMBER)
		return -EBADMSG;
	while (cursor_left(&cursor)) {
		uint8_t digit = cursor_u8(&cursor);

		if (digit < '0' || digit > '9' || number > (max - (digit - '0')) / 10)
			return -EBADMSG;
		number = number * 10 + digit - '0';
	}
	*ret = number;
	return 0;
}

static int read_hex4(struct cursor *cursor)
{
	int value = 0;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		uint8_t digit = cursor_u8(cursor) | 0x20;

		if (digit >= ('0' | 0x20) && digit <= ('9' | 0x20))
			value = value << 4 | (digit - '0');
		else if (digit >= 'a' && digit <= 'f')
			value = value << 4 | (digit - 'a' + 10);
		else
			return -1;
	}
	return value;
}

/* Behind "\u"; a character beyond the basic plane is a pair of them. */
static long read_unicode(struct cursor *cursor)
{
	int high = read_hex4(cursor), low;

	if (high < 0xd800 || high > 0xdfff)
		return high;
	if (high > 0xdbff || !take(cursor, '\\') || !take(cursor, 'u'))
		return -1;
	low = read_hex4(cursor);
	if (low < 0xdc00 || low > 0xdfff)
		return -1;
	return 0x10000 + ((long)(high - 0xd800) << 10) + (low - 0xdc00);
}

/* One character of the string, or a byte of one that is not escaped; -1: malformed. */
static long read_character(struct cursor *cursor, bool *ret_is_escaped)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	uint8_t next = cursor_u8(cursor);
	const char *letter;

	*ret_is_escaped = next == '\\';
	if (!*ret_is_escaped)
		return next;
	next = cursor_u8(cursor);
	if (next == 'u')
		return read_unicode(cursor);
	letter = next ? strchr(letters, next) : NULL;
	return letter ? meanings[letter - letters] : -1;
}

int json_reader_text(const struct json_reader_value *value, char *ret, size_t size)
{
	struct cursor cursor = value->inside;
	size_t used = 0;

	if (value->kind != JSON_READER_STRING)
		return -EBADMSG;
	while (cursor_left(&cursor)) {
		bool is_escaped;
		long character = read_character(&cursor, &is_escaped);
		char encoded[UNICODE_UTF8_MAX];
		size_t length = 1;

		if (character <= 0)
			return -EBADMSG;
		if (is_escaped)
			length = unicode_encode((uint32_t)character, encoded);
		else
			encoded[0] = (char)character;
		if (length >= size - used)
			return -EMSGSIZE;
		memcpy(ret + used, encoded, length);
		used += length;
	}
	ret[used] = '\0';
	return 0;
}
