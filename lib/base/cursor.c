/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bounded reader.  All pointer arithmetic on foreign bytes is in
 * cursor_bytes(), where one comparison decides.
 */
#include "lib/base/cursor.h"

#include <errno.h>
#include <string.h>

void cursor_init(struct cursor *cursor, const void *data, size_t size)
{
	*cursor = (struct cursor){ .data = data, .size = size };
}

size_t cursor_left(const struct cursor *cursor)
{
	return cursor->is_broken ? 0 : cursor->size - cursor->position;
}

size_t cursor_offset(const struct cursor *cursor)
{
	return cursor->base + cursor->position;
}

bool cursor_ok(const struct cursor *cursor)
{
	return !cursor->is_broken;
}

int cursor_end(const struct cursor *cursor)
{
	return cursor_ok(cursor) && cursor->position == cursor->size ? 0 : -EBADMSG;
}

const uint8_t *cursor_bytes(struct cursor *cursor, size_t size)
{
	const uint8_t *bytes;

	if (cursor->is_broken || size > cursor->size - cursor->position) {
		cursor->is_broken = true;
		return NULL;
	}
	bytes = cursor->data + cursor->position;
	cursor->position += size;
	return bytes;
}

void cursor_copy(struct cursor *cursor, void *ret, size_t size)
{
	const uint8_t *bytes = cursor_bytes(cursor, size);

	if (bytes)
		memcpy(ret, bytes, size);
	else
		memset(ret, 0, size);
}

void cursor_skip(struct cursor *cursor, size_t size)
{
	(void)cursor_bytes(cursor, size); /* a failure sticks to the cursor */
}

void cursor_seek(struct cursor *cursor, size_t position)
{
	if (cursor->is_broken || position > cursor->size)
		cursor->is_broken = true;
	else
		cursor->position = position;
}

struct cursor cursor_sub(struct cursor *cursor, size_t size)
{
	size_t base = cursor_offset(cursor);
	const uint8_t *bytes = cursor_bytes(cursor, size);

	return (struct cursor){
		.data = bytes,
		.size = bytes ? size : 0,
		.base = base,
		.is_broken = !bytes,
	};
}

bool cursor_is_filled_with(const struct cursor *cursor, uint8_t byte)
{
	size_t i;

	if (!cursor_left(cursor))
		return false;
	for (i = cursor->position; i < cursor->size; i++)
		if (cursor->data[i] != byte)
			return false;
	return true;
}

static uint64_t read_le(struct cursor *cursor, unsigned int width)
{
	const uint8_t *bytes = cursor_bytes(cursor, width);
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; bytes && i < width; i++)
		value |= (uint64_t)bytes[i] << (8 * i);
	return value;
}

static uint64_t read_be(struct cursor *cursor, unsigned int width)
{
	const uint8_t *bytes = cursor_bytes(cursor, width);
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; bytes && i < width; i++)
		value = value << 8 | bytes[i];
	return value;
}

uint8_t cursor_u8(struct cursor *cursor)
{
	return (uint8_t)read_le(cursor, 1);
}

uint16_t cursor_le16(struct cursor *cursor)
{
	return (uint16_t)read_le(cursor, 2);
}

uint32_t cursor_le32(struct cursor *cursor)
{
	return (uint32_t)read_le(cursor, 4);
}

uint64_t cursor_le64(struct cursor *cursor)
{
	return read_le(cursor, 8);
}

uint16_t cursor_be16(struct cursor *cursor)
{
	return (uint16_t)read_be(cursor, 2);
}

uint32_t cursor_be32(struct cursor *cursor)
{
	return (uint32_t)read_be(cursor, 4);
}

uint64_t cursor_be64(struct cursor *cursor)
{
	return read_be(cursor, 8);
}
