/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON read against what must stand there.
 */
#include "lib/format/canonical_json.h"

#include <errno.h>
#include <string.h>

#include "lib/base/base64.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_writer.h"

#define NUMBER_DIGITS_MAX	20	/* of 64 bits */

void canonical_json_init(struct canonical_json *json, const char *noun, const void *data,
			 size_t size, struct fault *fault)
{
	*json = (struct canonical_json){ .noun = noun, .fault = fault };
	cursor_init(&json->cursor, data, size);
}

void canonical_json_refuse(struct canonical_json *json, int error, const char *reason)
{
	if (json->error)
		return;
	json->error = fault_set_at(json->fault, error, cursor_offset(&json->cursor), "%s: %s",
				   json->noun, reason);
}

/* The same with what was expected; @text may be NULL. */
static void refuse_for(struct canonical_json *json, const char *what, const char *text)
{
	if (json->error)
		return;
	json->error = fault_set_at(json->fault, -EBADMSG, cursor_offset(&json->cursor),
				   text ? "%s: %s '%s' should stand here" :
					  "%s: %s should stand here", json->noun, what, text);
}

static bool stands_here(const struct canonical_json *json, const char *text, size_t size)
{
	struct cursor ahead = json->cursor;
	const uint8_t *bytes = cursor_bytes(&ahead, size);

	return !json->error && bytes && !memcmp(bytes, text, size);
}

static bool take(struct canonical_json *json, const char *text)
{
	if (!stands_here(json, text, strlen(text)))
		return false;
	cursor_skip(&json->cursor, strlen(text));
	return true;
}

static void expect(struct canonical_json *json, const char *text)
{
	if (!take(json, text))
		refuse_for(json, "the text", text);
}

/* Reads what stands before a value; keys of ours need no escapes. */
static bool take_begin(struct canonical_json *json, const char *key)
{
	if (json->needs_comma && !take(json, ","))
		return false;
	json->needs_comma = true;
	return !key || (take(json, "\"") && take(json, key) && take(json, "\":"));
}

static void begin(struct canonical_json *json, const char *key)
{
	struct cursor before = json->cursor;

	if (json->error || take_begin(json, key))
		return;
	json->cursor = before;
	refuse_for(json, key ? "the member" : "another element", key);
}

static void open_with(struct canonical_json *json, const char *key, const char *mark)
{
	begin(json, key);
	expect(json, mark);
	json->needs_comma = false;
}

static void close_with(struct canonical_json *json, const char *mark)
{
	expect(json, mark);
	json->needs_comma = true;
}

void canonical_json_object(struct canonical_json *json, const char *key)
{
	open_with(json, key, "{");
}

void canonical_json_array(struct canonical_json *json, const char *key)
{
	open_with(json, key, "[");
}

void canonical_json_close_object(struct canonical_json *json)
{
	close_with(json, "}");
}

void canonical_json_close_array(struct canonical_json *json)
{
	close_with(json, "]");
}

bool canonical_json_has(const struct canonical_json *json, const char *key)
{
	struct canonical_json ahead = *json;

	return !json->error && take_begin(&ahead, key);
}

bool canonical_json_has_more(const struct canonical_json *json)
{
	return !json->error && !stands_here(json, "}", 1) && !stands_here(json, "]", 1);
}

/* The characters up to the mark at the end of a string; NULL when there is none. */
static const char *take_span(struct canonical_json *json, size_t *ret_size)
{
	struct cursor *cursor = &json->cursor, ahead;
	const uint8_t *start, *end = NULL;

	expect(json, "\"");
	if (json->error)
		return NULL;
	ahead = *cursor;
	start = cursor_bytes(&ahead, cursor_left(cursor));
	if (start)
		end = memchr(start, '"', cursor_left(cursor));
	if (!end) {
		canonical_json_refuse(json, -EBADMSG, "a string does not end");
		return NULL;
	}
	*ret_size = (size_t)(end - start);
	cursor_skip(cursor, *ret_size + 1);
	return (const char *)start;
}

/* A string up to its end, unescaped, at most @max bytes; the mark before it was read. */
static size_t take_text(struct canonical_json *json, char *ret, size_t max)
{
	size_t size = 0;

	while (!json->error && !take(json, "\"")) {
		char next = (char)cursor_u8(&json->cursor);

		if (next == '\\') {
			next = (char)cursor_u8(&json->cursor);
			if (next != '"' && next != '\\')
				canonical_json_refuse(json, -EBADMSG,
						      "an escape that is not needed, or none");
		}
		if (!cursor_ok(&json->cursor))
			canonical_json_refuse(json, -EBADMSG, "a string does not end");
		else if (size == max)
			canonical_json_refuse(json, -E2BIG, "a string is too long");
		else
			ret[size++] = next;
	}
	return size;
}

static void read_text(struct canonical_json *json, char *ret, size_t max)
{
	size_t size;

	expect(json, "\"");
	size = take_text(json, ret, max);
	if (!json->error && !json_writer_is_text(ret, size))
		canonical_json_refuse(json, -EBADMSG,
				      "a string is not UTF-8 or has control characters");
	ret[json->error ? 0 : size] = '\0';
}

void canonical_json_key(struct canonical_json *json, char *ret, size_t max)
{
	begin(json, NULL);
	read_text(json, ret, max);
	expect(json, ":");
	json->needs_comma = false; /* its value follows */
}

void canonical_json_constant(struct canonical_json *json, const char *key, const char *expected)
{
	begin(json, key);
	if (!take(json, "\"") || !take(json, expected) || !take(json, "\""))
		refuse_for(json, "the value", expected);
}

void canonical_json_version(struct canonical_json *json, const char *key, uint64_t expected)
{
	if (canonical_json_number(json, key, UINT64_MAX) != expected)
		canonical_json_refuse(json, -EBADMSG, "a version that is not known");
}

void canonical_json_text(struct canonical_json *json, const char *key, char *ret, size_t max)
{
	begin(json, key);
	read_text(json, ret, max);
}

static bool is_digit(const struct cursor *cursor)
{
	struct cursor ahead = *cursor;
	uint8_t next = cursor_u8(&ahead);

	return next >= '0' && next <= '9';
}

uint64_t canonical_json_number(struct canonical_json *json, const char *key, uint64_t max)
{
	struct cursor *cursor = &json->cursor;
	uint64_t number = 0;
	size_t digits = 0;
	bool is_zero;

	begin(json, key);
	is_zero = stands_here(json, "0", 1);
	while (!json->error && is_digit(cursor)) {
		uint8_t digit = (uint8_t)(cursor_u8(cursor) - '0');

		if ((is_zero && digits) || digits++ == NUMBER_DIGITS_MAX ||
		    number > (UINT64_MAX - digit) / 10)
			canonical_json_refuse(json, -EBADMSG, "a number that makes no sense");
		else
			number = number * 10 + digit;
	}
	if (!digits)
		refuse_for(json, "a number", NULL);
	if (number > max)
		canonical_json_refuse(json, -E2BIG, "a number is too large");
	return json->error ? 0 : number;
}

void canonical_json_hex(struct canonical_json *json, const char *key, void *ret, size_t size)
{
	char digits[HEX_TEXT_SIZE(HASH_SIZE_MAX)] = "";
	const char *text;
	size_t length;

	begin(json, key);
	text = take_span(json, &length);
	if (!text)
		return;
	if (size > HASH_SIZE_MAX || length != 2 * size) {
		canonical_json_refuse(json, -EBADMSG, "not as many hexadecimal digits as belong here");
		return;
	}
	memcpy(digits, text, length);
	if (strpbrk(digits, "ABCDEF") || hex_decode(digits, ret, size) < 0)
		canonical_json_refuse(json, -EBADMSG, "not hexadecimal digits in lower case");
}

size_t canonical_json_base64(struct canonical_json *json, const char *key, void *ret, size_t min,
			     size_t max)
{
	size_t length, size = 0;
	const char *text;
	int r;

	begin(json, key);
	text = take_span(json, &length);
	if (!text)
		return 0;
	r = base64_decode(text, length, ret, max, &size);
	if (r == -EMSGSIZE)
		canonical_json_refuse(json, -E2BIG, "more bytes than are taken here");
	else if (r < 0)
		canonical_json_refuse(json, -EBADMSG, "not the base64 of any bytes");
	else if (size < min)
		canonical_json_refuse(json, -EBADMSG, "fewer bytes than belong here");
	return json->error ? 0 : size;
}

int canonical_json_end(struct canonical_json *json)
{
	expect(json, "\n");
	if (!json->error && cursor_end(&json->cursor) < 0)
		canonical_json_refuse(json, -EBADMSG, "something follows its end");
	return json->error;
}
