/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCRs that moved.
 */
#include "lib/policy/pcr_watch.h"

#include <string.h>

#include "lib/format/appraisal_record.h"

#define IMA_PCR		10

uint32_t pcr_watch_moved(const struct appraisal_record *before, const struct appraisal_record *now)
{
	uint32_t moved = 0;
	unsigned int pcr;

	if (!before->has_pcrs || !now->has_pcrs)
		return 0;
	for (pcr = 0; pcr < APPRAISAL_RECORD_PCRS; pcr++)
		if (memcmp(before->pcrs[pcr], now->pcrs[pcr], sizeof(now->pcrs[pcr])))
			moved |= 1u << pcr;
	return moved & ~now->explained & ~(1u << IMA_PCR);
}
