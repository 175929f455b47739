/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The public area of a sealed object, a TPMT_PUBLIC of type KEYEDHASH that has no scheme
 * (TPM 2.0 part 2, section 12.2.4), big-endian:
 *
 *	u16 type, u16 nameAlg, u32 objectAttributes, TPM2B authPolicy
 *	u16 scheme (NULL), TPM2B unique
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;

#define TPM_SEALED_TYPE		0x0008	/* TPM_ALG_KEYEDHASH */

/* All pointers lead into the caller's bytes. */
struct tpm_sealed {
	uint16_t name_algorithm;	/* of hash_algorithm.h, with a size */
	uint32_t attributes;		/* TPM_PUBLIC_* */
	const uint8_t *policy;		/* authPolicy, a digest of @name_algorithm */
	size_t policy_size;		/* 0: none */
	const uint8_t *whole;		/* the structure itself: what its name is made of */
	size_t whole_size;
};

/*
 * Reads exactly one such structure of @size bytes, which must outlive @ret.  0; -EBADMSG
 * when it is malformed or something follows it; -EOPNOTSUPP for another type or a scheme.
 * On failure @ret is untouched.
 */
int tpm_sealed_parse(const void *data, size_t size, struct tpm_sealed *ret, struct fault *fault);
