/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A hash of TPM_ALG_ID, computed again and again: what PCRs are extended with, and
 * what logs say they were.  Owned by who made it; used for one message at a time.
 *
 * Errors stick until the message ends: only hasher_end() has to be asked.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct hasher;

/* 0; -EOPNOTSUPP where OpenSSL lacks the algorithm, or may not use it; -ENOMEM. */
int hasher_new(uint16_t algorithm, struct hasher **ret);

/* Starts a message, and drops one that was not ended. */
void hasher_begin(struct hasher *hasher);

void hasher_add(struct hasher *hasher, const void *data, size_t size);

/*
 * Ends the message and writes its digest, hash_algorithm_size() bytes.  0; -EIO when
 * OpenSSL failed on the way or no message was begun: then @ret is untouched.
 */
int hasher_end(struct hasher *hasher, uint8_t *ret);

/* The digest of one message.  0, or as hasher_new() and hasher_end(). */
int hasher_once(uint16_t algorithm, const void *data, size_t size, uint8_t *ret);

/* Accepts NULL. */
void hasher_free(struct hasher *hasher);
void hasher_cleanup(struct hasher **hasher);
