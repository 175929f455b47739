/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers with "+" between them.
 */
#include "lib/format/pcr_mask.h"

#include <stddef.h>
#include <stdio.h>

#include "lib/format/sealed_policy.h"

char *pcr_mask_text(uint32_t mask, char ret[static PCR_MASK_TEXT_SIZE])
{
	unsigned int pcr;
	size_t at = 0;

	ret[0] = '\0';
	for (pcr = 0; pcr < SEALED_POLICY_PCRS; pcr++)
		if (mask >> pcr & 1)
			at += (size_t)snprintf(ret + at, PCR_MASK_TEXT_SIZE - at, "%s%u",
					       at ? "+" : "", pcr);
	return ret;
}
