/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Computing what a session's policy digest would be now.
 */
#include "lib/policy/pcr_binding.h"

#include <stddef.h>
#include <string.h>

#include "lib/format/pcr_values.h"
#include "lib/policy/seal_digest.h"

/* 0; -1 when it cannot be known. */
static int add_pcrs(const struct pcr_binding *binding, const struct pcr_values *live,
		    uint8_t digest[SEALED_POLICY_DIGEST_SIZE])
{
	const struct pcr_values_bank *bank = live ? pcr_values_find(live, binding->bank) : NULL;
	struct sealed_pcrs pcrs = { .bank = binding->bank, .mask = binding->pcrs };
	uint8_t values[SEALED_POLICY_DIGEST_SIZE];
	unsigned int pcr;

	if (!bank || (bank->present & binding->pcrs) != binding->pcrs)
		return -1;
	for (pcr = 0; pcr < SEALED_POLICY_PCRS; pcr++)
		if (binding->pcrs >> pcr & 1)
			memcpy(pcrs.values[pcr], bank->pcrs[pcr], bank->digest_size);
	seal_digest_values(&pcrs, values);
	seal_digest_pcr(digest, pcrs.bank, pcrs.mask, values);
	return 0;
}

enum pcr_binding_answer pcr_binding_check(const struct pcr_binding *binding,
					  const struct pcr_values *live)
{
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE] = { 0 };

	if (binding->pcrs && add_pcrs(binding, live, digest) < 0)
		return PCR_BINDING_UNTOLD;
	if (binding->has_auth_value)
		seal_digest_auth_value(digest);
	return memcmp(digest, binding->policy, sizeof(digest)) ? PCR_BINDING_DIFFERS :
								 PCR_BINDING_HOLDS;
}
