/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the TPM for commands that only look.
 */
#include "cli/disk_tpm.h"

#include <errno.h>
#include <stddef.h>

#include "cli/log_verify.h"
#include "lib/format/pcr_signature.h"
#include "lib/sys/pcr_signature_file.h"
#include "lib/sys/tpm.h"

#define ALL_PCRS	0xffffffu

void disk_tpm_read(const char *tcti, const char *signatures, struct disk_tpm *ret)
{
	int r;

	*ret = (struct disk_tpm){ .why_not = FAULT_NONE };
	r = vtpm_find(tcti, &ret->vtpm, &ret->why_not);
	if (!r)
		r = log_verify_read_tpm(ret->vtpm.tcti, ALL_PCRS, &ret->live, &ret->why_not);
	if (!r)
		ret->boot.live = &ret->live;
	else
		ret->boot.why_not = ret->why_not.text;
	/* Without any, a token that wants one says so. */
	(void)pcr_signature_file_read(PCR_SIGNATURE_FILE_ROOT, signatures, &ret->signatures, NULL);
	ret->boot.signatures = ret->signatures;
}

void disk_tpm_deinit(struct disk_tpm *tpm)
{
	pcr_signatures_free(tpm->signatures);
}
