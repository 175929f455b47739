/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The growing byte string.  Capacity doubles, so appending is linear overall,
 * and never passes the limit.
 */
#include "lib/base/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_FIRST_CAPACITY	4096

int buffer_reserve(struct buffer *buffer, size_t size)
{
	size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_FIRST_CAPACITY;
	uint8_t *data;

	if (size > buffer->limit - buffer->size)
		return -E2BIG;
	if (size <= buffer->capacity - buffer->size)
		return 0;
	while (capacity < buffer->size + size)
		capacity = capacity > buffer->limit / 2 ? buffer->limit : capacity * 2;
	if (capacity > buffer->limit)
		capacity = buffer->limit;
	data = realloc(buffer->data, capacity);
	if (!data)
		return -ENOMEM;
	buffer->data = data;
	buffer->capacity = capacity;
	return 0;
}

int buffer_append(struct buffer *buffer, const void *data, size_t size)
{
	int r;

	if (!size)
		return 0;
	r = buffer_reserve(buffer, size);
	if (r < 0)
		return r;
	memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
	return 0;
}

void buffer_deinit(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = BUFFER_INIT(buffer->limit);
}
