/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A quote alone: that the AK which is known already has signed these PCRs just now.  What it
 * is worth is what the AK is worth, which only evidence shows, with a report: it says that
 * nothing between the TPM and here told other values, and asks the secure processor nothing.
 */
#pragma once

#include "lib/format/evidence.h"
#include "lib/format/pcr_values.h"

struct fault;
struct tpm_name;

struct fresh_quote {
	struct evidence_bytes ak;		/* TPMT_PUBLIC, as the TPM shows it now */
	const struct tpm_name *known;		/* whose it must be */
	struct evidence_bytes nonce;		/* the caller's, of this moment */
	struct evidence_bytes attest, signature;
	struct pcr_values pcrs;			/* as they were read before it */
};

/*
 * 0; -EKEYREJECTED: it is another's, another's time's, or of other PCRs; -ESTALE: it is good,
 * and the values are not those that were read: they moved, or are not true.
 */
int fresh_quote_check(const struct fresh_quote *quote, struct fault *fault);
