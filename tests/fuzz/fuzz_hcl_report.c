/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a report of Azure's paravisor, and the JSON in it.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/hcl_report.h"
#include "lib/format/snp_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t user_data[HCL_REPORT_USER_DATA_MAX];
	struct fault fault = FAULT_NONE;
	struct hcl_report_key key;
	struct hcl_report report;
	size_t user_size;

	if (hcl_report_parse(data, size, &report, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(report.report == data + 0x20);
	assert(report.runtime_data_size <= size - 0x20 - SNP_REPORT_SIZE);
	if (!hcl_report_find_key(&report, "HCLAkPub", &key, &fault))
		assert(key.modulus_size && key.modulus_size <= HCL_REPORT_MODULUS_MAX);
	if (!hcl_report_user_data(&report, user_data, &user_size, &fault))
		assert(user_size <= HCL_REPORT_USER_DATA_MAX);
	return 0;
}
