/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hashing by nettle, not by OpenSSL as all else: a hash of nettle is there at once, while
 * loading OpenSSL and the first digest through EVP, which reads the configuration file
 * and fills a provider's tables, take several times as long and twice the memory of a
 * whole replay of a usual log.
 *
 * Nettle does not ask the administrator's policy (openssl.cnf, FIPS).  That is right for
 * what is computed here: digests that are already in a log, a certificate or a quote,
 * which says what hash they are of.  No secret is involved, and refusing an algorithm
 * would not make a boot any safer, but hide it.  Signatures, with the digests that are
 * signed, are OpenSSL's business.
 */
#include "lib/policy/hasher.h"

#include <errno.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>
#include <nettle/sha3.h>

#include "lib/format/hash_algorithm.h"

_Static_assert(sizeof(struct sha512_ctx) <= HASHER_CONTEXT_SIZE, "room for SHA-2");
_Static_assert(sizeof(struct sha3_256_ctx) <= HASHER_CONTEXT_SIZE, "room for SHA-3");

static const struct nettle_hash *find_hash(uint16_t algorithm)
{
	switch (algorithm) {
	case HASH_SHA1:
		return nettle_lookup_hash("sha1");
	case HASH_SHA256:
		return nettle_lookup_hash("sha256");
	case HASH_SHA384:
		return nettle_lookup_hash("sha384");
	case HASH_SHA512:
		return nettle_lookup_hash("sha512");
	case HASH_SM3_256:
		return nettle_lookup_hash("sm3");
	case HASH_SHA3_256:
		return nettle_lookup_hash("sha3_256");
	case HASH_SHA3_384:
		return nettle_lookup_hash("sha3_384");
	case HASH_SHA3_512:
		return nettle_lookup_hash("sha3_512");
	}
	return NULL;
}

int hasher_init(struct hasher *ret, uint16_t algorithm)
{
	const struct nettle_hash *hash = find_hash(algorithm);

	if (!hash || hash->context_size > sizeof(ret->context))
		return -EOPNOTSUPP;
	ret->hash = hash;
	hash->init(ret->context);
	return 0;
}

void hasher_add(struct hasher *hasher, const void *data, size_t size)
{
	if (size)
		hasher->hash->update(hasher->context, size, data);
}

void hasher_end(struct hasher *hasher, uint8_t *ret)
{
	/* Which also makes the context ready for the next message. */
	hasher->hash->digest(hasher->context, hasher->hash->digest_size, ret);
}

int hasher_once(uint16_t algorithm, const void *data, size_t size, uint8_t *ret)
{
	struct hasher hasher;
	int r = hasher_init(&hasher, algorithm);

	if (r < 0)
		return r;
	hasher_add(&hasher, data, size);
	hasher_end(&hasher, ret);
	return 0;
}

void hasher_sha256(const void *data, size_t size, uint8_t ret[static HASHER_SHA256_SIZE])
{
	struct sha256_ctx context;

	sha256_init(&context);
	if (size)
		sha256_update(&context, size, data);
	sha256_digest(&context, HASHER_SHA256_SIZE, ret);
}
