/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Quoted PCRs.
 */
#include "lib/policy/quote_pcrs.h"

#include <string.h>

#include "lib/format/hash_algorithm.h"
#include "lib/format/pcr_values.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/hasher.h"

bool quote_pcrs_are_selected(const struct tpm_quote *quote, const struct pcr_values *pcrs)
{
	size_t i, k, selected = 0;

	for (i = 0; i < quote->count; i++) {
		const struct pcr_values_bank *bank =
			pcr_values_find(pcrs, quote->banks[i].algorithm);

		if (!quote->banks[i].pcrs)
			continue;
		for (k = 0; k < i; k++)
			if (quote->banks[k].algorithm == quote->banks[i].algorithm)
				return false;
		if (!bank || bank->present != quote->banks[i].pcrs)
			return false;
		selected++;
	}
	return selected && selected == pcrs->count;
}

bool quote_pcrs_are_digested(const struct tpm_quote *quote, const struct pcr_values *pcrs,
			     uint16_t hash)
{
	uint8_t digest[HASH_SIZE_MAX];
	struct hasher hasher;
	unsigned int pcr;
	size_t i;

	if (hasher_init(&hasher, hash) < 0)
		return false;
	for (i = 0; i < quote->count; i++) {
		const struct pcr_values_bank *bank =
			pcr_values_find(pcrs, quote->banks[i].algorithm);

		for (pcr = 0; bank && pcr < EVENTLOG_PCRS; pcr++)
			if (quote->banks[i].pcrs >> pcr & 1)
				hasher_add(&hasher, bank->pcrs[pcr], bank->digest_size);
	}
	hasher_end(&hasher, digest);
	return quote->digest_size == hash_algorithm_size(hash) &&
	       !memcmp(digest, quote->digest, quote->digest_size);
}
