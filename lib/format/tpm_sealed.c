/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the public area of a sealed object.
 */
#include "lib/format/tpm_sealed.h"

#include <errno.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_algorithm.h"

int tpm_sealed_parse(const void *data, size_t size, struct tpm_sealed *ret, struct fault *fault)
{
	struct tpm_sealed sealed = { .whole = data, .whole_size = size };
	uint16_t type, scheme, unique_size;
	struct cursor cursor;

	cursor_init(&cursor, data, size);
	type = cursor_be16(&cursor);
	sealed.name_algorithm = cursor_be16(&cursor);
	sealed.attributes = cursor_be32(&cursor);
	sealed.policy_size = cursor_be16(&cursor);
	sealed.policy = cursor_bytes(&cursor, sealed.policy_size);
	scheme = cursor_be16(&cursor);
	unique_size = cursor_be16(&cursor);
	cursor_skip(&cursor, unique_size);
	if (cursor_ok(&cursor) && (type != TPM_SEALED_TYPE || scheme != TPM_NO_ALGORITHM))
		return fault_set_at(fault, -EOPNOTSUPP, 0,
				    "sealed object: type 0x%04x, scheme 0x%04x: not one that only "
				    "keeps data", type, scheme);
	if (cursor_end(&cursor) < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "sealed object: it is cut off, or something follows it");
	if (!hash_algorithm_size(sealed.name_algorithm) ||
	    unique_size != hash_algorithm_size(sealed.name_algorithm) ||
	    (sealed.policy_size && sealed.policy_size != unique_size))
		return fault_set(fault, -EBADMSG, "sealed object: digests of %zu and %u bytes with "
				 "hash 0x%04x", sealed.policy_size, unique_size,
				 sealed.name_algorithm);
	*ret = sealed;
	return 0;
}
