/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One formula.
 */
#include "lib/policy/signed_message.h"

#include <string.h>

#include "lib/format/hash_algorithm.h"

void signed_message_make(const char *domain, const struct evidence_bytes text[static 2],
			 uint8_t *ret)
{
	const size_t size = strlen(domain);
	struct hasher hasher;

	memcpy(ret, domain, size);
	(void)hasher_init(&hasher, HASH_SHA256); /* it is known */
	hasher_add(&hasher, text[0].data, text[0].size);
	hasher_add(&hasher, text[1].data, text[1].size);
	hasher_end(&hasher, ret + size);
}
