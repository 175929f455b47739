/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading PCRs, bank by bank.
 */
#include "lib/sys/tpm_pcrs.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/sys/tpm.h"

int tpm_pcrs_read(const char *tcti, uint32_t wanted, struct pcr_values *ret, struct fault *fault)
{
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	struct tpm_banks banks;
	size_t i;
	int r;

	r = tpm_open(tcti, &tpm, fault);
	if (!r)
		r = tpm_banks_read(tpm, &banks, fault);
	if (r < 0)
		return r;
	ret->count = 0;
	for (i = 0; i < banks.count && ret->count < EVENTLOG_BANKS_MAX; i++) {
		struct pcr_values_bank *bank = &ret->banks[ret->count++];

		r = tpm_pcr_read(tpm, wanted & banks.banks[i].present, &banks.banks[i], fault);
		if (r < 0)
			return r;
		bank->algorithm = banks.banks[i].algorithm;
		bank->digest_size = banks.banks[i].digest_size;
		bank->present = wanted & banks.banks[i].present;
		memcpy(bank->pcrs, banks.banks[i].pcrs, sizeof(bank->pcrs));
	}
	return 0;
}
