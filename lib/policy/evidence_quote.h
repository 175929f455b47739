/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The TPM's half of a bundle: from the EK that the SVSM's manifest names to the PCR
 * values that the quote proves, and the seal that the same key set under the whole text.
 */
#pragma once

#include <stdbool.h>

#include "lib/format/tpm_public.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/tpm_name.h"

struct appraisal;
struct evidence;
struct evidence_verify_params;
struct tpm_key;

/* Points into the evidence, but for the key. */
struct evidence_quote {
	bool has_ek, has_ak, has_quote;	/* whether what follows of each is filled in */
	struct tpm_public ek;
	struct tpm_name ek_name;
	struct tpm_public ak;
	struct tpm_name ak_name;
	struct tpm_key *ak_key;		/* NULL: it cannot be one */
	struct tpm_quote quote;
	bool are_pcrs_proven;		/* the evidence's PCR values are those of the quote */
};

/* Reads AK and quote; what is malformed shows in the lines later.  To be deinitialised. */
void evidence_quote_init(struct evidence_quote *quote, const struct evidence *evidence);

/* Appends "manifest" and "ek": the services, and the key that the vTPM's entry holds. */
void evidence_quote_check_ek(struct evidence_quote *quote, const struct evidence *evidence,
			     struct appraisal *appraisal);

/*
 * Appends "ak", "ak-binding", "quote-signature", "quote", "qualified-signer", "pcrs" and
 * "seal".
 */
void evidence_quote_check(struct evidence_quote *quote, const struct evidence *evidence,
			  const struct evidence_verify_params *params,
			  struct appraisal *appraisal);

void evidence_quote_deinit(struct evidence_quote *quote);
