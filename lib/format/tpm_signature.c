/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading signatures.
 */
#include "lib/format/tpm_signature.h"

#include <errno.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"

static const uint8_t *read_sized(struct cursor *cursor, size_t *ret_size)
{
	*ret_size = cursor_be16(cursor);
	return cursor_bytes(cursor, *ret_size);
}

int tpm_signature_parse(const void *data, size_t size, struct tpm_signature *ret,
			struct fault *fault)
{
	struct tpm_signature signature = { .hash = 0 };
	struct cursor cursor;
	uint16_t algorithm;

	if (size > TPM_SIGNATURE_SIZE_MAX)
		return fault_set(fault, -E2BIG, "signature: %zu bytes, more than %u", size,
				 TPM_SIGNATURE_SIZE_MAX);
	cursor_init(&cursor, data, size);
	algorithm = cursor_be16(&cursor);
	signature.hash = cursor_be16(&cursor);
	if (!cursor_ok(&cursor))
		return fault_set_at(fault, -EBADMSG, 0, "signature: it is cut off");
	switch (algorithm) {
	case TPM_SCHEME_RSASSA:
	case TPM_SCHEME_RSAPSS:
		signature.rsa = read_sized(&cursor, &signature.rsa_size);
		break;
	case TPM_SCHEME_ECDSA:
		signature.r = read_sized(&cursor, &signature.r_size);
		signature.s = read_sized(&cursor, &signature.s_size);
		break;
	default:
		return fault_set_at(fault, -EOPNOTSUPP, 0,
				    "signature: 0x%04x is none of RSASSA, RSAPSS and ECDSA",
				    algorithm);
	}
	if (!hash_algorithm_size(signature.hash))
		return fault_set_at(fault, -EOPNOTSUPP, 2, "signature: hash 0x%04x is not known",
				    signature.hash);
	if (cursor_end(&cursor) < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "signature: it is cut off, or something follows it");
	signature.algorithm = algorithm;
	*ret = signature;
	return 0;
}
