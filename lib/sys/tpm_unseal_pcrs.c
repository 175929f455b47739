/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the PCRs that a token's policy names.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/pcr_values.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_unseal.h"

_Static_assert(2 * SEALED_POLICY_BRANCHES_MAX <= EVENTLOG_BANKS_MAX, "all banks fit");

static void want(struct tpm_bank banks[], size_t *count, uint16_t algorithm, uint32_t mask)
{
	size_t i;

	for (i = 0; i < *count; i++)
		if (banks[i].algorithm == algorithm)
			break;
	if (!mask)
		return;
	banks[i].algorithm = algorithm;
	banks[i].present |= mask;
	if (i == *count)
		(*count)++;
}

int tpm_unseal_pcrs(struct tpm *tpm, const struct svsm_token *token, struct pcr_values *ret,
		    struct fault *fault)
{
	struct tpm_bank banks[2 * SEALED_POLICY_BRANCHES_MAX] = { { .algorithm = 0 } };
	struct pcr_values values = { .count = 0 };
	size_t i, count = 0;
	int r;

	for (i = 0; i < token->policy.count; i++) {
		const struct sealed_branch *branch = &token->policy.branches[i];

		want(banks, &count, branch->literal.bank, branch->literal.mask);
		want(banks, &count, branch->signer.bank, branch->signer.mask);
	}
	for (i = 0; i < count; i++) {
		struct pcr_values_bank *bank = &values.banks[values.count];
		const uint32_t mask = banks[i].present;

		r = tpm_pcr_read(tpm, mask, &banks[i], fault);
		if (r == -ENOENT)
			continue; /* its PCRs stay absent, which is what the policy will say */
		if (r < 0)
			return r;
		if (banks[i].digest_size != hash_algorithm_size(banks[i].algorithm))
			return fault_set(fault, -EBADMSG, "PCRs of %u bytes in bank 0x%04x",
					 banks[i].digest_size, banks[i].algorithm);
		bank->algorithm = banks[i].algorithm;
		bank->digest_size = banks[i].digest_size;
		bank->present = mask;
		memcpy(bank->pcrs, banks[i].pcrs, sizeof(bank->pcrs));
		values.count++;
	}
	*ret = values;
	return 0;
}
