/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hiding what could be a key.  No need to know which kind of token it is: whatever is long
 * enough to be one is hidden, in names as well as in values.
 */
#include "lib/policy/redact.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cursor.h"
#include "lib/base/hex.h"
#include "lib/policy/hasher.h"

#define LINE_MAX_SIZE	(HEX_TEXT_SIZE(HASHER_SHA256_SIZE) + 64)

/* The characters up to the quotation mark that ends the string; false: there is none. */
static bool string_length(struct cursor ahead, size_t *ret)
{
	size_t length = 0;
	uint8_t byte;

	while (cursor_left(&ahead)) {
		byte = cursor_u8(&ahead);
		if (byte == '"') {
			*ret = length;
			return true;
		}
		length++;
		if (byte == '\\' && cursor_left(&ahead)) {
			(void)cursor_u8(&ahead); /* it ends nothing */
			length++;
		}
	}
	return false;
}

static int add_string(const uint8_t *text, size_t length, struct buffer *ret)
{
	char digest[HEX_TEXT_SIZE(HASHER_SHA256_SIZE)], line[LINE_MAX_SIZE];
	uint8_t bytes[HASHER_SHA256_SIZE];

	if (length <= REDACT_SHOWN_MAX)
		return buffer_append(ret, text, length);
	hasher_sha256(text, length, bytes);
	(void)snprintf(line, sizeof(line), "sha256:%s, %zu characters",
		       hex_encode(bytes, sizeof(bytes), digest), length);
	return buffer_append(ret, line, strlen(line));
}

int redact_json(const void *json, size_t size, struct buffer *ret)
{
	struct cursor cursor;
	size_t length;
	uint8_t byte;
	int r = 0;

	cursor_init(&cursor, json, size);
	while (!r && cursor_left(&cursor)) {
		byte = cursor_u8(&cursor);
		r = buffer_append(ret, &byte, 1);
		if (r < 0 || byte != '"')
			continue;
		if (!string_length(cursor, &length))
			return 0;
		r = add_string(cursor_bytes(&cursor, length), length, ret);
		if (!r) {
			byte = cursor_u8(&cursor);
			r = buffer_append(ret, &byte, 1);
		}
	}
	return r;
}
