/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing JSON to the byte: no blanks, members in the order in which they are given,
 * which is the caller's to sort, and one way to write each value.  Texts that are
 * signed or hashed are written with it; a library would choose the form itself.
 *
 * The first error sticks and is what json_writer_end() returns.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

struct json_writer {
	struct buffer *out;	/* the caller's */
	bool needs_comma;
	int error;
};

void json_writer_init(struct json_writer *writer, struct buffer *out);

/* An object or array that is a member of that key; @key NULL: an element, or the document. */
void json_writer_object(struct json_writer *writer, const char *key);
void json_writer_array(struct json_writer *writer, const char *key);
void json_writer_close_object(struct json_writer *writer);
void json_writer_close_array(struct json_writer *writer);

/*
 * @text and @key are json_writer_is_text().  -EINVAL sticks when they are not.
 */
void json_writer_text(struct json_writer *writer, const char *key, const char *text);
void json_writer_number(struct json_writer *writer, const char *key, uint64_t number);
void json_writer_hex(struct json_writer *writer, const char *key, const void *data, size_t size);
void json_writer_base64(struct json_writer *writer, const char *key, const void *data,
			size_t size);

/* A newline, and how it went: 0, -E2BIG beyond the buffer's limit, -EINVAL, -ENOMEM. */
int json_writer_end(struct json_writer *writer);

/*
 * Whether @size bytes are UTF-8 without control characters: then only the quotation
 * mark and the backslash are escaped, and there is one way to write them.
 */
bool json_writer_is_text(const char *text, size_t size);

/* Makes it such text: if it is none, all but the printable ASCII of it becomes '?'. */
void json_writer_make_text(char *text);
