/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading files with reports.
 */
#include "cli/report_file.h"

#include <errno.h>

#include "lib/base/fault.h"
#include "lib/format/snp_report.h"
#include "lib/sys/file.h"

/* One byte more than a report: a longer file shall be seen to be longer. */
#define BARE_MAX	(SNP_REPORT_SIZE + 1)

int report_file_read(const char *path, struct report_file *ret, struct fault *fault)
{
	struct fault reason = FAULT_NONE;
	int r = file_read(path, &ret->bytes, fault);

	if (r < 0)
		return r;
	ret->is_hcl = hcl_report_is(ret->bytes.data, ret->bytes.size);
	ret->report = ret->bytes.data;
	ret->report_size = ret->bytes.size;
	if (!ret->is_hcl && ret->report_size > BARE_MAX)
		return fault_set(fault, -E2BIG, "%s: longer than %u bytes", path, BARE_MAX);
	if (!ret->is_hcl)
		return 0;
	r = hcl_report_parse(ret->bytes.data, ret->bytes.size, &ret->hcl, &reason);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", path, reason.text);
	if (ret->hcl.kind != HCL_REPORT_SNP)
		return fault_set(fault, -EOPNOTSUPP, "%s: the report in it is TDX's, not SEV-SNP's",
				 path);
	ret->report = ret->hcl.report;
	ret->report_size = SNP_REPORT_SIZE;
	return 0;
}

void report_file_deinit(struct report_file *file)
{
	buffer_deinit(&file->bytes);
}
