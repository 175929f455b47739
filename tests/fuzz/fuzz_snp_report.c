/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as an SNP report: refused, or decoded to something with a signer.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/snp_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct snp_report report;

	if (snp_report_parse(data, size, &report, &fault) < 0)
		assert(fault.text[0]);
	else
		assert(size == SNP_REPORT_SIZE && snp_report_signer_name(report.signer));
	return 0;
}
