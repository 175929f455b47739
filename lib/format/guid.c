/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GUIDs as bytes and as text.  A table says where each pair of digits goes, so
 * that reading and writing cannot disagree on the mixed byte order.
 */
#include "lib/format/guid.h"

#include <errno.h>
#include <string.h>

#include "lib/base/hex.h"

/* byte_of[i] is the wire byte that the i-th pair of digits stands for. */
static const uint8_t byte_of[GUID_SIZE] = {
	3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15,
};

static bool has_dash_before(unsigned int pair)
{
	return pair == 4 || pair == 6 || pair == 8 || pair == 10;
}

bool guid_is_equal(const struct guid *a, const struct guid *b)
{
	return !memcmp(a->bytes, b->bytes, GUID_SIZE);
}

bool guid_is_null(const struct guid *guid)
{
	return guid_is_equal(guid, &GUID_NULL);
}

char *guid_format(const struct guid *guid, char ret_text[static GUID_TEXT_SIZE])
{
	char *text = ret_text;
	unsigned int pair;

	for (pair = 0; pair < GUID_SIZE; pair++) {
		if (has_dash_before(pair))
			*text++ = '-';
		(void)hex_encode(&guid->bytes[byte_of[pair]], 1, text); /* returns text */
		text += 2;
	}
	return ret_text;
}

int guid_parse(const char *text, struct guid *ret)
{
	struct guid guid;
	unsigned int pair;

	if (strlen(text) != GUID_TEXT_SIZE - 1)
		return -EBADMSG;
	for (pair = 0; pair < GUID_SIZE; pair++) {
		char digits[3];

		if (has_dash_before(pair) && *text++ != '-')
			return -EBADMSG;
		memcpy(digits, text, 2);
		digits[2] = '\0';
		if (hex_decode(digits, &guid.bytes[byte_of[pair]], 1) < 0)
			return -EBADMSG;
		text += 2;
	}
	*ret = guid;
	return 0;
}

struct guid guid_swap(const struct guid *guid)
{
	struct guid swapped;
	unsigned int i;

	for (i = 0; i < GUID_SIZE; i++)
		swapped.bytes[i] = guid->bytes[byte_of[i]];
	return swapped;
}
