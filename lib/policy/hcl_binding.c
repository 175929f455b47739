/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The link between Azure's report, its runtime data and the AK in it.
 */
#include "lib/policy/hcl_binding.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/hcl_report.h"
#include "lib/format/snp_report.h"
#include "lib/policy/hasher.h"
#include "lib/policy/tpm_hash.h"
#include "lib/policy/tpm_key.h"

#define PARAVISOR_VMPL	0

enum verdict hcl_binding_check(const struct hcl_report *hcl, const struct snp_report *report,
			       struct fault *fault)
{
	uint8_t expected[SNP_REPORT_DATA_SIZE] = { 0 };

	if (report->vmpl != PARAVISOR_VMPL) {
		(void)fault_set(fault, 0, "HCL report: made at VMPL %u, not by the paravisor at "
				"VMPL %u", report->vmpl, PARAVISOR_VMPL);
		return VERDICT_REJECTED;
	}
	if (!tpm_hash_counts(hcl->hash) ||
	    hasher_once(hcl->hash, hcl->runtime_data, hcl->runtime_data_size, expected) < 0) {
		(void)fault_set(fault, 0, "HCL report: the runtime data are hashed with none of "
				"sha256, sha384, sha512");
		return VERDICT_REJECTED;
	}
	if (memcmp(expected, report->report_data, sizeof(expected))) {
		(void)fault_set(fault, 0, "HCL report: REPORT_DATA is not the digest of the "
				"runtime data: they do not belong together");
		return VERDICT_REJECTED;
	}
	return VERDICT_ACCEPTED;
}

int hcl_binding_key(const struct hcl_report *hcl, struct tpm_key **ret, struct fault *fault)
{
	struct hcl_report_key key;
	int r = hcl_report_find_key(hcl, "HCLAkPub", &key, fault);

	return r < 0 ? r : tpm_key_new_rsa(key.modulus, key.modulus_size, key.exponent, ret, fault);
}
