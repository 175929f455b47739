/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hashing by libcrypto, along two roads.
 *
 * SHA-1 and SHA-2 are called directly.  Through EVP, the first digest of a process
 * reads the configuration file and fills a provider's tables, which takes three times
 * as long and half as much memory again as a whole replay of a usual log does.  The
 * direct functions are the same code without that.  OpenSSL calls them deprecated
 * since 3.0, and 4.0 still has them; should they go, all that goes here is the cases.
 *
 * They do not ask the administrator's policy (openssl.cnf, FIPS).  That is right for
 * what is computed here and for nothing else: what a TPM has computed already, from a
 * log that says which hashes those were.  No secret is involved, and refusing an
 * algorithm would not make a boot any safer, but hide it.  Signatures and what they
 * cover are the business of snp_signature.c and quote_match.c, which use EVP.
 *
 * SM3 and SHA-3 exist behind EVP only.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "lib/policy/hasher.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/format/hash_algorithm.h"

struct hasher {
	uint16_t algorithm;
	bool is_fine;		/* a message was begun, and nothing has failed since */
	union {
		SHA_CTX sha1;
		SHA256_CTX sha256;
		SHA512_CTX sha512;	/* of SHA-384 as well */
	};
	EVP_MD *digest;		/* of any other */
	EVP_MD_CTX *context;
};

static bool is_direct(uint16_t algorithm)
{
	return algorithm == HASH_SHA1 || algorithm == HASH_SHA256 || algorithm == HASH_SHA384 ||
	       algorithm == HASH_SHA512;
}

int hasher_new(uint16_t algorithm, struct hasher **ret)
{
	const char *name = hash_algorithm_openssl_name(algorithm);
	_cleanup_(hasher_cleanup) struct hasher *hasher = NULL;

	if (!name)
		return -EOPNOTSUPP;
	hasher = calloc(1, sizeof(*hasher));
	if (!hasher)
		return -ENOMEM;
	hasher->algorithm = algorithm;
	if (!is_direct(algorithm)) {
		hasher->digest = EVP_MD_fetch(NULL, name, NULL);
		if (!hasher->digest)
			return -EOPNOTSUPP;
		hasher->context = EVP_MD_CTX_new();
		if (!hasher->context)
			return -ENOMEM;
	}
	*ret = TAKE_PTR(hasher);
	return 0;
}

void hasher_begin(struct hasher *hasher)
{
	switch (hasher->algorithm) {
	case HASH_SHA1:
		hasher->is_fine = SHA1_Init(&hasher->sha1) == 1;
		break;
	case HASH_SHA256:
		hasher->is_fine = SHA256_Init(&hasher->sha256) == 1;
		break;
	case HASH_SHA384:
		hasher->is_fine = SHA384_Init(&hasher->sha512) == 1;
		break;
	case HASH_SHA512:
		hasher->is_fine = SHA512_Init(&hasher->sha512) == 1;
		break;
	default:
		hasher->is_fine = EVP_DigestInit_ex2(hasher->context, hasher->digest, NULL) == 1;
	}
}

void hasher_add(struct hasher *hasher, const void *data, size_t size)
{
	if (!hasher->is_fine)
		return;
	switch (hasher->algorithm) {
	case HASH_SHA1:
		hasher->is_fine = SHA1_Update(&hasher->sha1, data, size) == 1;
		break;
	case HASH_SHA256:
		hasher->is_fine = SHA256_Update(&hasher->sha256, data, size) == 1;
		break;
	case HASH_SHA384:
		hasher->is_fine = SHA384_Update(&hasher->sha512, data, size) == 1;
		break;
	case HASH_SHA512:
		hasher->is_fine = SHA512_Update(&hasher->sha512, data, size) == 1;
		break;
	default:
		hasher->is_fine = EVP_DigestUpdate(hasher->context, data, size) == 1;
	}
}

int hasher_end(struct hasher *hasher, uint8_t *ret)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	bool is_fine = hasher->is_fine;

	if (!is_fine)
		return -EIO;
	hasher->is_fine = false;
	switch (hasher->algorithm) {
	case HASH_SHA1:
		is_fine = SHA1_Final(digest, &hasher->sha1) == 1;
		break;
	case HASH_SHA256:
		is_fine = SHA256_Final(digest, &hasher->sha256) == 1;
		break;
	case HASH_SHA384:
		is_fine = SHA384_Final(digest, &hasher->sha512) == 1;
		break;
	case HASH_SHA512:
		is_fine = SHA512_Final(digest, &hasher->sha512) == 1;
		break;
	default:
		is_fine = EVP_DigestFinal_ex(hasher->context, digest, NULL) == 1;
	}
	if (!is_fine)
		return -EIO;
	memcpy(ret, digest, hash_algorithm_size(hasher->algorithm));
	return 0;
}

int hasher_once(uint16_t algorithm, const void *data, size_t size, uint8_t *ret)
{
	_cleanup_(hasher_cleanup) struct hasher *hasher = NULL;
	int r;

	r = hasher_new(algorithm, &hasher);
	if (r < 0)
		return r;
	hasher_begin(hasher);
	hasher_add(hasher, data, size);
	return hasher_end(hasher, ret);
}

void hasher_free(struct hasher *hasher)
{
	if (!hasher)
		return;
	if (hasher->context) /* else nothing of EVP is entered, nor paged in */
		EVP_MD_CTX_free(hasher->context);
	if (hasher->digest)
		EVP_MD_free(hasher->digest);
	free(hasher);
}

void hasher_cleanup(struct hasher **hasher)
{
	hasher_free(*hasher);
}
