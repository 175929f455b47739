/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a .pcrsig file: refused with a reason, or entries that are within limits.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/pcr_signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pcr_signatures *signatures = NULL;
	struct fault fault = FAULT_NONE;
	size_t i;

	if (pcr_signatures_parse(data, size, &signatures, &fault) < 0) {
		assert(fault.text[0] && !signatures);
		return 0;
	}
	assert(signatures->count <= PCR_SIGNATURE_MAX);
	for (i = 0; i < signatures->count; i++)
		assert(signatures->entries[i].pcrs && !(signatures->entries[i].pcrs >> 24) &&
		       signatures->entries[i].size &&
		       signatures->entries[i].size <= PCR_SIGNATURE_BYTES_MAX);
	pcr_signatures_free(signatures);
	return 0;
}
