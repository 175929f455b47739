/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON (RFC 8259) read where it stands: a value is a span of the caller's buffer,
 * and its members are read when somebody asks for them.  Nothing is allocated and
 * nothing recurses, so hostile text costs its own length and no more; that is why
 * logs are not given to a library that builds trees.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/cursor.h"

#define JSON_READER_DEPTH_MAX	32

enum json_reader_kind {
	JSON_READER_NULL,
	JSON_READER_BOOL,
	JSON_READER_NUMBER,
	JSON_READER_STRING,
	JSON_READER_ARRAY,
	JSON_READER_OBJECT,
};

struct json_reader_value {
	enum json_reader_kind kind;
	struct cursor whole;	/* its text */
	struct cursor inside;	/* of a string, array or object: without the marks at its ends */
};

void json_reader_skip_blanks(struct cursor *cursor);

/* Reads one value, after blanks.  0, or -EBADMSG and @cursor has not moved. */
int json_reader_value(struct cursor *cursor, struct json_reader_value *ret);

/*
 * The next element or member, where @inside is the inside of an array or object.  1;
 * 0 at its end, also before a mark that closes it; -EBADMSG.
 */
int json_reader_element(struct cursor *inside, struct json_reader_value *ret);
int json_reader_member(struct cursor *inside, struct json_reader_value *ret_key,
		       struct json_reader_value *ret_value);

/* Whether it is the string @text, written without escapes. */
bool json_reader_is(const struct json_reader_value *value, const char *text);

/* A whole number.  0, or -EBADMSG: it is none, or above @max. */
int json_reader_number(const struct json_reader_value *value, uint64_t max, uint64_t *ret);

/*
 * A string in UTF-8, with a zero at its end.  0; -EMSGSIZE when it does not fit into
 * @size bytes; -EBADMSG when it is no string or holds a zero or half a surrogate.
 */
int json_reader_text(const struct json_reader_value *value, char *ret, size_t size);
