/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reports of Azure's paravisor for tests.
 */
#pragma once

#include "lib/format/hcl_report.h"
#include "lib/format/snp_report.h"
#include "tests/unit/unit.h"

/* A report with that runtime data, which begins at byte 0x4d4, around 1184 bytes. */
static inline void put_hcl_report(struct bytes *bytes, const void *report, const char *runtime)
{
	uint32_t size = (uint32_t)strlen(runtime);

	put(bytes, "HCLA", 4);
	put_le(bytes, 1, 4);
	put_le(bytes, 0x20 + SNP_REPORT_SIZE + 20 + size, 4);
	put_le(bytes, 2, 4);
	put_fill(bytes, 0, 16);
	put(bytes, report, SNP_REPORT_SIZE);
	put_le(bytes, 20 + size, 4);
	put_le(bytes, 1, 4);
	put_le(bytes, HCL_REPORT_SNP, 4);
	put_le(bytes, 1, 4);
	put_le(bytes, size, 4);
	put(bytes, runtime, size);
}
