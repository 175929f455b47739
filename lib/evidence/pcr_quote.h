/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Having the TPM quote PCRs that were read just now, by the AK that is known: two commands
 * more than reading them costs, and nothing of the SVSM.
 */
#pragma once

struct fault;
struct pcr_values;
struct tpm;
struct tpm_name;

/*
 * 0; -EKEYREJECTED: what the TPM says cannot be right, or is by another key; -ESTALE: the
 * PCRs moved meanwhile; else the -errno of the TPM.
 */
int pcr_quote_make(struct tpm *tpm, const struct tpm_name *known, const struct pcr_values *pcrs,
		   struct fault *fault);
