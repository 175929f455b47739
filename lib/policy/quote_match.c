/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The digest of replayed PCRs.
 */
#include "lib/policy/quote_match.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/hasher.h"
#include "lib/policy/replay.h"

/* Which hash it is follows from the signing scheme; its size tells as much.  0: none. */
static uint16_t find_hash(size_t digest_size)
{
	switch (digest_size) {
	case 20:
		return HASH_SHA1;
	case 32:
		return HASH_SHA256;
	case 48:
		return HASH_SHA384;
	case 64:
		return HASH_SHA512;
	}
	return 0;
}

static int add_bank(struct hasher *hasher, const struct replay *replay, uint16_t algorithm,
		    uint32_t pcrs, struct fault *fault)
{
	const struct replay_bank *bank = replay_bank_find(replay, algorithm);
	unsigned int pcr;

	if (pcrs && (!bank || !bank->is_computable || pcrs >> EVENTLOG_PCRS))
		return fault_set(fault, -EOPNOTSUPP,
				 "quote: it selects bank %s, of which the logs tell nothing",
				 hash_algorithm_name(algorithm) ?: "of an unknown algorithm");
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		if (pcrs >> pcr & 1)
			hasher_add(hasher, bank->pcrs[pcr], bank->digest_size);
	return 0;
}

int quote_match(const struct tpm_quote *quote, const struct replay *replay, bool *ret_matches,
		struct fault *fault)
{
	uint8_t digest[HASH_SIZE_MAX];
	struct hasher hasher;
	size_t i;
	int r;

	r = hasher_init(&hasher, find_hash(quote->digest_size));
	if (r < 0)
		return fault_set(fault, r, "quote: a digest of %zu bytes", quote->digest_size);
	for (i = 0; i < quote->count; i++) {
		r = add_bank(&hasher, replay, quote->banks[i].algorithm, quote->banks[i].pcrs,
			     fault);
		if (r < 0)
			return r;
	}
	hasher_end(&hasher, digest);
	*ret_matches = !memcmp(digest, quote->digest, quote->digest_size);
	return 0;
}
