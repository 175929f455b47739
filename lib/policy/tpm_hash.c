/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of hashes that count.
 */
#include "lib/policy/tpm_hash.h"

#include <openssl/evp.h>
#include <stddef.h>

#include "lib/format/hash_algorithm.h"

const struct evp_md_st *tpm_hash_find(uint16_t algorithm)
{
	switch (algorithm) {
	case HASH_SHA256:
		return EVP_sha256();
	case HASH_SHA384:
		return EVP_sha384();
	case HASH_SHA512:
		return EVP_sha512();
	}
	return NULL;
}
