/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the PCRs hold, and which of them the logs lead to.  Two commands to the TPM, and
 * nothing asked of the SVSM, so it can be done often; nobody has signed it, unless a signer is
 * named: then two commands more.
 */
#pragma once

#include "lib/base/note.h"
#include "lib/evidence/collect_logs.h"

struct appraisal_record;
struct evidence;
struct fault;
struct tpm_name;

struct pcr_look_params {
	const char *device;		/* the SVSM's, see vtpm_choose() */
	const char *tcti;		/* of the TPM; NULL: the SVSM's chip */
	struct collect_log_paths logs;	/* firmware NULL: that of the SVSM's chip */
	struct note_taker notes;
	const struct tpm_name *signer;	/* the AK that must have signed it; NULL: nobody need */
};

/*
 * Fills in only what @ret tells of PCRs and IMA.  0, or the -errno of TPM or logs, and @ret is
 * untouched; -EKEYREJECTED: the signer has not signed it.
 */
int pcr_look_make(const struct pcr_look_params *params, struct appraisal_record *ret,
		  struct fault *fault);

/* The same from evidence that was collected already; nothing without the bank of SHA-256. */
void pcr_look_take(const struct evidence *evidence, struct appraisal_record *ret);
