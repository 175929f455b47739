/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Quoting PCRs.
 */
#include "lib/evidence/pcr_quote.h"

#include <errno.h>
#include <sys/random.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/policy/fresh_quote.h"
#include "lib/sys/tpm_ak.h"

#define NONCE_SIZE	32

int pcr_quote_make(struct tpm *tpm, const struct tpm_name *known, const struct pcr_values *pcrs,
		   struct fault *fault)
{
	_cleanup_(tpm_ak_cleanup) struct tpm_ak *ak = NULL;
	struct tpm_ak_selection selection = { .count = pcrs->count };
	struct fresh_quote fresh = { .known = known, .pcrs = *pcrs };
	uint8_t nonce[NONCE_SIZE];
	struct tpm_ak_quote quote;
	size_t i;
	int r;

	if (getrandom(nonce, sizeof(nonce), 0) != sizeof(nonce))
		return fault_set(fault, -EIO, "quote: no random bytes: %s", error_text(errno));
	for (i = 0; i < pcrs->count; i++) {
		selection.banks[i].algorithm = pcrs->banks[i].algorithm;
		selection.banks[i].pcrs = pcrs->banks[i].present;
	}
	r = tpm_ak_borrow(tpm, TPM_AK_ECC, &ak, fault);
	if (r == -EKEYREJECTED)
		return -EBUSY; /* what is in the AK's place is somebody else's */
	if (!r)
		r = tpm_ak_quote(ak, &selection, nonce, sizeof(nonce), &quote, fault);
	if (r < 0)
		return r;
	fresh.ak.data = tpm_ak_public(ak, &fresh.ak.size);
	fresh.nonce = (struct evidence_bytes){ nonce, sizeof(nonce) };
	fresh.attest = (struct evidence_bytes){ quote.attest, quote.attest_size };
	fresh.signature = (struct evidence_bytes){ quote.signature.bytes, quote.signature.size };
	return fresh_quote_check(&fresh, fault);
}
