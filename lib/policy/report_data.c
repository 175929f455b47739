/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The link between report, nonce and manifest.
 */
#include "lib/policy/report_data.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/snp_report.h"
#include "lib/policy/hasher.h"

#define SVSM_VMPL	0

enum verdict report_data_check(const struct snp_report *report,
			       const uint8_t nonce[static REPORT_DATA_NONCE_SIZE],
			       const void *manifest, size_t manifest_size, struct fault *fault)
{
	uint8_t expected[SNP_REPORT_DATA_SIZE];
	struct hasher hasher;

	/*
	 * Anyone in the guest may ask for a report of the guest's own level with any
	 * REPORT_DATA: only at level 0 was it the SVSM that filled it.
	 */
	if (report->vmpl != SVSM_VMPL) {
		(void)fault_set(fault, 0, "SNP report: made at VMPL %u, not by the SVSM at VMPL 0",
				report->vmpl);
		return VERDICT_REJECTED;
	}
	(void)hasher_init(&hasher, HASH_SHA512); /* it is known */
	hasher_add(&hasher, nonce, REPORT_DATA_NONCE_SIZE);
	hasher_add(&hasher, manifest, manifest_size);
	hasher_end(&hasher, expected);
	if (memcmp(expected, report->report_data, sizeof(expected))) {
		(void)fault_set(fault, 0,
				"SNP report: REPORT_DATA is not SHA-512(nonce || manifest): the "
				"report belongs to another nonce or another manifest");
		return VERDICT_REJECTED;
	}
	return VERDICT_ACCEPTED;
}
