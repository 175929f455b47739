/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A byte string that grows up to a limit that its owner sets: for input whose
 * length nobody tells beforehand (files of securityfs have size 0).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *data;		/* @capacity bytes, of which @size are filled */
	size_t size;
	size_t capacity;
	size_t limit;		/* bytes that @size never exceeds */
};

/* Owns nothing yet; to be given to buffer_deinit() all the same. */
#define BUFFER_INIT(limit_)	((struct buffer){ .limit = (limit_) })

/*
 * Makes room for @size bytes behind those that are filled.  0, -E2BIG when that
 * would go beyond the limit, -ENOMEM; on failure the buffer is as it was.
 */
int buffer_reserve(struct buffer *buffer, size_t size);

/* Appends a copy of @size bytes; errors as buffer_reserve(). */
int buffer_append(struct buffer *buffer, const void *data, size_t size);

/* Frees what is held; the buffer can be filled anew. */
void buffer_deinit(struct buffer *buffer);
