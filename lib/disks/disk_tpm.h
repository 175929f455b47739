/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What this boot can show to whom a volume is sealed: the PCRs of the SVSM's TPM, and the
 * signatures over PCRs that came with the UKI.
 */
#pragma once

#include "lib/base/fault.h"
#include "lib/disks/disk_view.h"
#include "lib/format/pcr_values.h"
#include "lib/sys/vtpm.h"

struct disk_places;

struct disk_tpm {
	struct vtpm vtpm;
	struct pcr_values live;
	struct fault why_not;		/* with a text: @live was not read, and why */
	struct pcr_signatures *signatures;
	struct disk_boot boot;		/* leads into the others */
};

/* Cannot fail: what cannot be read is not known. */
void disk_tpm_read(const struct disk_places *places, struct disk_tpm *ret);

void disk_tpm_deinit(struct disk_tpm *tpm);
