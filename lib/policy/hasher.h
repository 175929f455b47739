/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A hash of TPM_ALG_ID, computed again and again: what PCRs are extended with, what
 * logs say they were, and what binds evidence together.  Owned by who initialised it,
 * with nothing to give back; used for one message at a time.  Not for secrets: what
 * is hashed stays in it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HASHER_CONTEXT_SIZE	384	/* as much as the widest of nettle's needs */

#define HASHER_SHA256_SIZE	32

struct nettle_hash;

struct hasher {
	const struct nettle_hash *hash;
	_Alignas(max_align_t) uint8_t context[HASHER_CONTEXT_SIZE];
};

/*
 * Ready for a message.  0; -EOPNOTSUPP for an algorithm that hash_algorithm.h does not
 * know: it knows all of these.
 */
int hasher_init(struct hasher *ret, uint16_t algorithm);

/* @data may be NULL when there is none. */
void hasher_add(struct hasher *hasher, const void *data, size_t size);

/* Ends the message, writes its digest of hash_algorithm_size() bytes, is ready for another. */
void hasher_end(struct hasher *hasher, uint8_t *ret);

/* The digest of one message.  0, or as hasher_init(): then @ret is untouched. */
int hasher_once(uint16_t algorithm, const void *data, size_t size, uint8_t *ret);

/* The same of SHA-256, which is always there. */
void hasher_sha256(const void *data, size_t size, uint8_t ret[static HASHER_SHA256_SIZE]);
