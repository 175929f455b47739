/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading base64 of the URL alphabet.
 */
#include "lib/base/base64url.h"

#include <errno.h>

/* The six bits of a character; -1 for one that is not of the alphabet. */
static int digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-')
		return 62;
	return c == '_' ? 63 : -1;
}

int base64url_decode(const char *text, size_t length, void *ret, size_t max, size_t *ret_size)
{
	const size_t size = length / 4 * 3 + (length % 4 ? length % 4 - 1 : 0);
	uint8_t *bytes = ret;
	uint32_t bits = 0;
	size_t i, filled = 0;

	if (length % 4 == 1)
		return -EBADMSG;
	for (i = 0; i < length; i++) {
		if (digit(text[i]) < 0)
			return -EBADMSG;
		bits = bits << 6 | (uint32_t)digit(text[i]);
	}
	/* What the last character says beyond the last byte: 4 bits, or 2. */
	if (bits & (length % 4 == 2 ? 0xf : length % 4 == 3 ? 3 : 0))
		return -EBADMSG;
	if (size > max)
		return -EMSGSIZE;
	for (i = 0, bits = 0; i < length; i++) {
		bits = bits << 6 | (uint32_t)digit(text[i]);
		if (i % 4)
			bytes[filled++] = (uint8_t)(bits >> (2 * (3 - i % 4)));
	}
	*ret_size = size;
	return 0;
}
