/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A file with a report in it: the bare report, or Azure's HCL report, which is told by
 * its magic and carries one together with the runtime data of its paravisor.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/format/hcl_report.h"

struct fault;

struct report_file {
	struct buffer bytes;
	const uint8_t *report;		/* in @bytes; as long as the file, if it is bare */
	size_t report_size;
	bool is_hcl;			/* whether @hcl is filled in */
	struct hcl_report hcl;
};

#define REPORT_FILE_NONE	((struct report_file){ .bytes = BUFFER_INIT(HCL_REPORT_SIZE_MAX) })

/*
 * Reads @path; a bare report is not looked into.  0; -E2BIG; -EOPNOTSUPP when the
 * hardware is not SEV-SNP; else what reading or parsing says.
 */
int report_file_read(const char *path, struct report_file *ret, struct fault *fault);

void report_file_deinit(struct report_file *file);
