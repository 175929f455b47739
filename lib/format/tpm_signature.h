/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A signature as a TPM gives it, TPMT_SIGNATURE (TPM 2.0 part 2, section 11.3.4),
 * big-endian:
 *
 *	u16 algorithm, u16 hash
 *	RSASSA, RSAPSS: TPM2B signature
 *	ECDSA: TPM2B r, TPM2B s
 *
 * Whether the numbers can be a signature is asked in tpm_key_verify(), which knows the
 * key.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/tpm_algorithm.h"

struct fault;

#define TPM_SIGNATURE_SIZE_MAX	520	/* RSA of 4096 bits, and what stands before it */

/* All pointers lead into the caller's bytes. */
struct tpm_signature {
	enum tpm_scheme algorithm;	/* RSASSA, RSAPSS or ECDSA */
	uint16_t hash;			/* of hash_algorithm.h, with a size */
	const uint8_t *rsa;		/* NULL for ECDSA */
	size_t rsa_size;
	const uint8_t *r, *s;		/* NULL for RSA; big-endian */
	size_t r_size, s_size;
};

/*
 * Reads exactly one TPMT_SIGNATURE of @size bytes, which must outlive @ret.  0;
 * -EBADMSG when it is malformed or something follows it; -EOPNOTSUPP for another
 * algorithm or an unknown hash; -E2BIG above TPM_SIGNATURE_SIZE_MAX.  On failure @ret
 * is untouched.
 */
int tpm_signature_parse(const void *data, size_t size, struct tpm_signature *ret,
			struct fault *fault);
