/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The public area of a TPM's asymmetric key, TPMT_PUBLIC (TPM 2.0 part 2, section
 * 12.2.4), big-endian:
 *
 *	u16 type, u16 nameAlg, u32 objectAttributes, TPM2B authPolicy
 *	u16 symmetric, and unless it is NULL: u16 bits, u16 mode
 *	u16 scheme, and its u16 hash where it has one
 *	RSA: u16 bits, u32 exponent, TPM2B modulus
 *	ECC: u16 curve, u16 kdf (NULL here), TPM2B x, TPM2B y
 *
 * Decoding says nothing about the key: lib/policy asks whether it is what it should be.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/tpm_algorithm.h"

struct fault;

#define TPM_PUBLIC_SIZE_MAX	1024	/* of 4096 bits of RSA it has some 600 */
#define TPM_PUBLIC_RSA_BITS_MAX	4096

/* objectAttributes (part 2, section 8.3). */
#define TPM_PUBLIC_FIXED_TPM		(1u << 1)
#define TPM_PUBLIC_ST_CLEAR		(1u << 2)
#define TPM_PUBLIC_FIXED_PARENT		(1u << 4)
#define TPM_PUBLIC_SENSITIVE_ORIGIN	(1u << 5)
#define TPM_PUBLIC_USER_WITH_AUTH	(1u << 6)
#define TPM_PUBLIC_ADMIN_WITH_POLICY	(1u << 7)
#define TPM_PUBLIC_NO_DA		(1u << 10)
#define TPM_PUBLIC_DUPLICATION		(1u << 11)
#define TPM_PUBLIC_RESTRICTED		(1u << 16)
#define TPM_PUBLIC_DECRYPT		(1u << 17)
#define TPM_PUBLIC_SIGN			(1u << 18)

/* All pointers lead into the caller's bytes. */
struct tpm_public {
	enum tpm_key_type type;
	uint16_t name_algorithm;	/* of hash_algorithm.h, with a size */
	uint32_t attributes;
	const uint8_t *policy;		/* authPolicy */
	size_t policy_size;		/* 0: none */
	uint16_t symmetric;		/* enum tpm_cipher, or TPM_NO_ALGORITHM */
	uint16_t symmetric_bits;	/* 0 without one, like the mode */
	uint16_t symmetric_mode;
	uint16_t scheme;		/* enum tpm_scheme, or TPM_NO_ALGORITHM */
	uint16_t scheme_hash;		/* 0 when the scheme has none */

	/* TPM_KEY_RSA */
	uint16_t bits;			/* of the modulus, which has exactly as many */
	uint32_t exponent;		/* 0 stands for 65537 */
	const uint8_t *modulus;
	size_t modulus_size;

	/* TPM_KEY_ECC */
	uint16_t curve;			/* enum tpm_curve */
	const uint8_t *x, *y;		/* big-endian, 1 to as many bytes as the curve's */
	size_t x_size, y_size;

	const uint8_t *whole;		/* the structure itself: what its name is made of */
	size_t whole_size;
};

/*
 * Reads exactly one TPMT_PUBLIC of @size bytes, which must outlive @ret.  0; -EBADMSG
 * when it is malformed or something follows it; -EOPNOTSUPP for a type, curve, scheme
 * or hash that is not known here; -E2BIG above the maxima.  On failure @ret is
 * untouched.
 */
int tpm_public_parse(const void *data, size_t size, struct tpm_public *ret, struct fault *fault);

/* Bytes of a coordinate on @curve; 0 for one that is not known. */
size_t tpm_public_curve_size(uint16_t curve);
