/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The digest of replayed PCRs.
 */
#include "lib/policy/quote_match.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/replay.h"

/* Which hash it is follows from the signing scheme; its size tells as much. */
static const EVP_MD *find_hash(size_t digest_size)
{
	switch (digest_size) {
	case 20:
		return EVP_sha1();
	case 32:
		return EVP_sha256();
	case 48:
		return EVP_sha384();
	case 64:
		return EVP_sha512();
	}
	return NULL;
}

static int add_bank(EVP_MD_CTX *context, const struct replay *replay, uint16_t algorithm,
		    uint32_t pcrs, struct fault *fault)
{
	const struct replay_bank *bank = replay_bank_find(replay, algorithm);
	unsigned int pcr;

	if (pcrs && (!bank || !bank->is_computable || pcrs >> EVENTLOG_PCRS))
		return fault_set(fault, -EOPNOTSUPP,
				 "quote: it selects bank %s, of which the logs tell nothing",
				 hash_algorithm_name(algorithm) ?: "of an unknown algorithm");
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		if (pcrs >> pcr & 1 &&
		    EVP_DigestUpdate(context, bank->pcrs[pcr], bank->digest_size) != 1)
			return fault_set(fault, -EOPNOTSUPP, "quote: OpenSSL failed");
	return 0;
}

int quote_match(const struct tpm_quote *quote, const struct replay *replay, bool *ret_matches,
		struct fault *fault)
{
	const EVP_MD *hash = find_hash(quote->digest_size);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t digest[EVP_MAX_MD_SIZE];
	size_t i;
	int r = 0;

	if (!hash || !context || EVP_DigestInit_ex2(context, hash, NULL) != 1)
		r = fault_set(fault, -EOPNOTSUPP, "quote: a digest of %zu bytes",
			      quote->digest_size);
	for (i = 0; !r && i < quote->count; i++)
		r = add_bank(context, replay, quote->banks[i].algorithm, quote->banks[i].pcrs,
			     fault);
	if (!r && EVP_DigestFinal_ex(context, digest, NULL) != 1)
		r = fault_set(fault, -EOPNOTSUPP, "quote: OpenSSL failed");
	EVP_MD_CTX_free(context);
	if (!r)
		*ret_matches = !memcmp(digest, quote->digest, quote->digest_size);
	return r;
}
