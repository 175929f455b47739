/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A quote and the PCR values that came with it: whether it is of these.  Who signed the quote
 * is not asked here.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct pcr_values;
struct tpm_quote;

/* Whether it selects exactly the PCRs whose values are there, each bank once, one at least. */
bool quote_pcrs_are_selected(const struct tpm_quote *quote, const struct pcr_values *pcrs);

/*
 * Whether its digest is that of all selected values, one behind the other (TPM 2.0 part 3,
 * section 18.4), by @hash, the TPM_ALG_ID of the signature's.
 */
bool quote_pcrs_are_digested(const struct tpm_quote *quote, const struct pcr_values *pcrs,
			     uint16_t hash);
