/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine that a new policy is drawn from: its report, its PCRs and what its log
 * tells.  From a bundle, from files, or from this machine as it is now.
 */
#pragma once

#include <stdbool.h>

#include "lib/format/pcr_values.h"
#include "lib/format/snp_report.h"
#include "lib/policy/policy_draft.h"

struct fault;

struct policy_source {
	struct snp_report report;
	enum snp_product product;	/* unknown for reports that do not tell it */
	struct pcr_values pcrs;		/* none: not known */
	bool has_draft;
	struct policy_draft draft;
	char from[128];			/* in words */
};

int policy_source_read_bundle(const char *path, struct policy_source *ret, struct fault *fault);

/* @log may be NULL. */
int policy_source_read_files(const char *report, const char *log, struct policy_source *ret,
			     struct fault *fault);

/* What the user named of this machine; NULL: it is looked for. */
struct policy_machine {
	const char *tcti, *log;
};

/*
 * Asks the SVSM for a report, which is slow and paced, and reads the SVSM's TPM and its
 * log where they are there; where not, says so as @command.  0, or -errno of the report.
 */
int policy_source_read_machine(const char *command, const struct policy_machine *machine,
			       struct policy_source *ret, struct fault *fault);
