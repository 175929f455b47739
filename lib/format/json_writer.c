/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON into a buffer.
 */
#include "lib/format/json_writer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/base64.h"
#include "lib/base/buffer.h"
#include "lib/base/cursor.h"
#include "lib/base/hex.h"

void json_writer_init(struct json_writer *writer, struct buffer *out)
{
	*writer = (struct json_writer){ .out = out };
}

static void put(struct json_writer *writer, const void *data, size_t size)
{
	if (!writer->error)
		writer->error = buffer_append(writer->out, data, size);
}

/* @size bytes to be filled in by the caller, or NULL. */
static char *room(struct json_writer *writer, size_t size)
{
	char *data;

	if (!writer->error)
		writer->error = buffer_reserve(writer->out, size);
	if (writer->error)
		return NULL;
	data = (char *)writer->out->data + writer->out->size;
	writer->out->size += size;
	return data;
}

static void put_string(struct json_writer *writer, const char *text)
{
	size_t left = strlen(text);

	if (!json_writer_is_text(text, left) && !writer->error)
		writer->error = -EINVAL;
	put(writer, "\"", 1);
	while (left) {
		size_t plain = strcspn(text, "\"\\");

		put(writer, text, plain);
		text += plain;
		left -= plain;
		if (!left)
			break;
		put(writer, (const char[]){ '\\', *text }, 2);
		text++;
		left--;
	}
	put(writer, "\"", 1);
}

/* What stands before a value. */
static void begin(struct json_writer *writer, const char *key)
{
	if (writer->needs_comma)
		put(writer, ",", 1);
	writer->needs_comma = true;
	if (!key)
		return;
	put_string(writer, key);
	put(writer, ":", 1);
}

static void open_with(struct json_writer *writer, const char *key, const char *mark)
{
	begin(writer, key);
	put(writer, mark, 1);
	writer->needs_comma = false;
}

static void close_with(struct json_writer *writer, const char *mark)
{
	put(writer, mark, 1);
	writer->needs_comma = true;
}

void json_writer_object(struct json_writer *writer, const char *key)
{
	open_with(writer, key, "{");
}

void json_writer_array(struct json_writer *writer, const char *key)
{
	open_with(writer, key, "[");
}

void json_writer_close_object(struct json_writer *writer)
{
	close_with(writer, "}");
}

void json_writer_close_array(struct json_writer *writer)
{
	close_with(writer, "]");
}

void json_writer_text(struct json_writer *writer, const char *key, const char *text)
{
	begin(writer, key);
	put_string(writer, text);
}

void json_writer_number(struct json_writer *writer, const char *key, uint64_t number)
{
	char text[24];

	begin(writer, key);
	put(writer, text, (size_t)snprintf(text, sizeof(text), "%llu", (unsigned long long)number));
}

void json_writer_hex(struct json_writer *writer, const char *key, const void *data, size_t size)
{
	char *text;

	begin(writer, key);
	put(writer, "\"", 1);
	text = size > SIZE_MAX / 4 ? NULL : room(writer, HEX_TEXT_SIZE(size));
	if (!text) {
		writer->error = writer->error ?: -E2BIG;
		return;
	}
	(void)hex_encode(data, size, text);
	text[2 * size] = '"'; /* where the zero was */
}

void json_writer_base64(struct json_writer *writer, const char *key, const void *data, size_t size)
{
	char *text;

	begin(writer, key);
	put(writer, "\"", 1);
	text = room(writer, base64_encoded_size(size));
	if (text)
		(void)base64_encode(data, size, text);
	put(writer, "\"", 1);
}

int json_writer_end(struct json_writer *writer)
{
	put(writer, "\n", 1);
	return writer->error;
}

/* The bytes that follow @first in UTF-8 (RFC 3629); -1: it begins no character. */
static int followers(uint8_t first)
{
	if (first < 0x80)
		return first < 0x20 || first == 0x7f ? -1 : 0;
	if (first >= 0xc2 && first <= 0xdf)
		return 1;
	if (first >= 0xe0 && first <= 0xef)
		return 2;
	return first >= 0xf0 && first <= 0xf4 ? 3 : -1;
}

/* Whether @second may follow @first: no character has two forms, none is a surrogate. */
static bool is_second(uint8_t first, uint8_t second)
{
	switch (first) {
	case 0xc2:
		return second >= 0xa0; /* below are control characters */
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second <= 0x9f;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second <= 0x8f;
	}
	return true;
}

bool json_writer_is_text(const char *text, size_t size)
{
	struct cursor cursor;

	cursor_init(&cursor, text, size);
	while (cursor_left(&cursor)) {
		uint8_t first = cursor_u8(&cursor), next;
		int left = followers(first), i;

		if (left < 0)
			return false;
		for (i = 0; i < left; i++) {
			next = cursor_u8(&cursor);
			if ((next & 0xc0) != 0x80 || (!i && !is_second(first, next)))
				return false;
		}
	}
	return cursor_end(&cursor) == 0;
}

void json_writer_make_text(char *text)
{
	if (json_writer_is_text(text, strlen(text)))
		return;
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}
