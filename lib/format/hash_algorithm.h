/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hash algorithms by their TPM_ALG_ID (TCG Algorithm Registry), as PCR banks and
 * event logs name them.  Names are those of
 * tpm2-tools.
 */
#pragma once

#include <stdint.h>

#define HASH_SIZE_MAX	64	/* the largest digest of any algorithm here */

enum hash_algorithm {
	HASH_SHA1 = 0x0004,
	HASH_SHA256 = 0x000b,
	HASH_SHA384 = 0x000c,
	HASH_SHA512 = 0x000d,
	HASH_SM3_256 = 0x0012,
	HASH_SHA3_256 = 0x0027,
	HASH_SHA3_384 = 0x0028,
	HASH_SHA3_512 = 0x0029,
};

/* Digest size in bytes; 0 for an algorithm that is not known. */
uint16_t hash_algorithm_size(uint16_t algorithm);

/* "sha256"; NULL for an algorithm that is not known. */
const char *hash_algorithm_name(uint16_t algorithm);

/* The algorithm of that name.  0, or -ENOENT. */
int hash_algorithm_find(const char *name, uint16_t *ret);
