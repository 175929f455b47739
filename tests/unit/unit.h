/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What every unit test needs: cmocka with the headers that it wants before it,
 * and a builder of foreign bytes, so that a test reads as the format's table.
 */
#pragma once

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fault.h"

struct bytes {
	uint8_t data[8192];
	size_t size;
};

static inline void put(struct bytes *bytes, const void *data, size_t size)
{
	assert_true(size <= sizeof(bytes->data) - bytes->size);
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
}

static inline void put_fill(struct bytes *bytes, uint8_t byte, size_t size)
{
	assert_true(size <= sizeof(bytes->data) - bytes->size);
	memset(bytes->data + bytes->size, byte, size);
	bytes->size += size;
}

static inline void put_le(struct bytes *bytes, uint64_t value, size_t width)
{
	for (; width; width--, value >>= 8)
		put(bytes, &(uint8_t){ value & 0xff }, 1);
}

static inline void set_le(struct bytes *bytes, size_t offset, uint64_t value, size_t width)
{
	struct bytes number = { .size = 0 };

	put_le(&number, value, width);
	memcpy(bytes->data + offset, number.data, width);
}

/* Bytes on the heap at their exact size, so that a sanitizer sees a read beyond them. */
static inline uint8_t *exact_copy(const void *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, data, size);
	return copy;
}
