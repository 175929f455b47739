/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hexadecimal text.  No sscanf(), no isxdigit(): neither spaces, signs nor the
 * locale have a say in what a digit is.
 */
#include "lib/base/hex.h"

#include <errno.h>
#include <string.h>

static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

char *hex_encode(const void *data, size_t size, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *bytes = data;
	size_t i;

	for (i = 0; i < size; i++) {
		ret_text[2 * i] = digits[bytes[i] >> 4];
		ret_text[2 * i + 1] = digits[bytes[i] & 0xf];
	}
	ret_text[2 * size] = '\0';
	return ret_text;
}

int hex_decode(const char *text, void *ret, size_t size)
{
	uint8_t *bytes = ret;
	size_t i;

	if (strlen(text) != 2 * size)
		return -EMSGSIZE;
	for (i = 0; i < 2 * size; i++)
		if (digit_value(text[i]) < 0)
			return -EBADMSG;
	for (i = 0; i < size; i++)
		bytes[i] = (uint8_t)(digit_value(text[2 * i]) << 4 | digit_value(text[2 * i + 1]));
	return 0;
}
