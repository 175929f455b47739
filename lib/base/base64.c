/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Base64 by table: bundles have tens of megabytes of it.
 */
#include "lib/base/base64.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define NO_DIGIT	0x80	/* a bit of no digit's value, but of what is no digit */

static const char digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* What each character stands for, and 1; 0: for nothing. */
static const uint8_t values[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
	['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
	['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
	['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

static uint8_t value_of(uint8_t character)
{
	return (uint8_t)(values[character] - 1);
}

size_t base64_encoded_size(size_t size)
{
	size_t groups = size / 3 + (size % 3 ? 1 : 0);

	return groups > SIZE_MAX / 4 ? SIZE_MAX : groups * 4;
}

static char *encode_tail(const uint8_t *bytes, size_t size, char *ret)
{
	uint32_t group = (uint32_t)bytes[0] << 16 | (size > 1 ? (uint32_t)bytes[1] << 8 : 0);

	*ret++ = digits[group >> 18];
	*ret++ = digits[group >> 12 & 63];
	*ret++ = size > 1 ? digits[group >> 6 & 63] : '=';
	*ret++ = '=';
	return ret;
}

char *base64_encode(const void *data, size_t size, char *ret)
{
	const uint8_t *bytes = data;
	size_t i;

	for (i = 0; i + 3 <= size; i += 3) {
		uint32_t group = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 |
				 bytes[i + 2];

		*ret++ = digits[group >> 18];
		*ret++ = digits[group >> 12 & 63];
		*ret++ = digits[group >> 6 & 63];
		*ret++ = digits[group & 63];
	}
	return i < size ? encode_tail(bytes + i, size - i, ret) : ret;
}

/* The last group, with @padding; what the padding cuts off must be zero. */
static bool decode_tail(const uint8_t *text, size_t padding, uint8_t *ret)
{
	uint8_t a = value_of(text[0]), b = value_of(text[1]);
	uint8_t c = padding > 1 ? 0 : value_of(text[2]);

	if ((a | b | c) & NO_DIGIT || (padding > 1 ? b & 15 : c & 3))
		return false;
	ret[0] = (uint8_t)(a << 2 | b >> 4);
	if (padding == 1)
		ret[1] = (uint8_t)(b << 4 | c >> 2);
	return true;
}

int base64_decode(const char *text, size_t length, void *ret, size_t max, size_t *ret_size)
{
	const uint8_t *in = (const uint8_t *)text;
	uint8_t *out = ret, bad = 0;
	size_t padding = 0, size, i;

	if (length % 4)
		return -EBADMSG;
	if (length && in[length - 1] == '=')
		padding = in[length - 2] == '=' ? 2 : 1;
	size = length / 4 * 3 - padding;
	if (size > max)
		return -EMSGSIZE;
	for (i = padding ? 4 : 0; i < length; i += 4, in += 4, out += 3) {
		uint8_t a = value_of(in[0]), b = value_of(in[1]), c = value_of(in[2]),
			d = value_of(in[3]);

		bad |= a | b | c | d;
		out[0] = (uint8_t)(a << 2 | b >> 4);
		out[1] = (uint8_t)(b << 4 | c >> 2);
		out[2] = (uint8_t)(c << 6 | d);
	}
	if (bad & NO_DIGIT || (padding && !decode_tail(in, padding, out)))
		return -EBADMSG;
	*ret_size = size;
	return 0;
}
