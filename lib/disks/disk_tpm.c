/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the TPM for commands that only look.
 */
#include "lib/disks/disk_tpm.h"

#include <errno.h>
#include <stddef.h>

#include "lib/disks/disk_places.h"
#include "lib/format/pcr_signature.h"
#include "lib/sys/pcr_signature_file.h"
#include "lib/sys/tpm_pcrs.h"

#define ALL_PCRS	0xffffffu

void disk_tpm_read(const struct disk_places *places, struct disk_tpm *ret)
{
	int r;

	*ret = (struct disk_tpm){ .why_not = FAULT_NONE };
	r = vtpm_choose(places->tcti, places->device, &ret->vtpm, &ret->why_not);
	if (!r)
		r = tpm_pcrs_read(ret->vtpm.tcti, ALL_PCRS, &ret->live, &ret->why_not);
	if (!r)
		ret->boot.live = &ret->live;
	else
		ret->boot.why_not = ret->why_not.text;
	/* Without any, a token that wants one says so. */
	(void)pcr_signature_file_read(PCR_SIGNATURE_FILE_ROOT, places->signatures,
				      &ret->signatures, NULL);
	ret->boot.signatures = ret->signatures;
}

void disk_tpm_deinit(struct disk_tpm *tpm)
{
	pcr_signatures_free(tpm->signatures);
}
