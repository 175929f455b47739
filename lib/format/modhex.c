/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes to modhex.
 */
#include "lib/format/modhex.h"

#include <errno.h>

#include "lib/base/secret.h"

#define GROUP	4	/* bytes */

/* Yubico's table: the digit's value is its place. */
static const char digits[] = "cbdefghijklnrtuv";

int modhex_encode(const struct secret *key, struct secret *ret)
{
	uint8_t *text;
	size_t i;
	int r;

	if (key->size != MODHEX_KEY_SIZE)
		return -EINVAL;
	r = secret_init(ret, MODHEX_TEXT_LENGTH);
	if (r < 0)
		return r;
	text = ret->bytes;
	for (i = 0; i < key->size; i++) {
		if (i && !(i % GROUP))
			*text++ = '-';
		*text++ = (uint8_t)digits[key->bytes[i] >> 4];
		*text++ = (uint8_t)digits[key->bytes[i] & 15];
	}
	return 0;
}
