/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One attestation by the SVSM: what was asked, what came, and what the bytes mean.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/fault.h"
#include "lib/format/cert_table.h"
#include "lib/format/services_manifest.h"
#include "lib/format/snp_report.h"
#include "lib/sys/svsm_dev.h"

struct attestation {
	struct svsm_dev_request request;
	struct svsm_dev_answer answer;		/* owned */
	bool is_single;				/* of one service, not of all */
	struct snp_report report;
	struct services_manifest services;	/* only when of all; points into @answer */
	struct cert_table certs;		/* points into @answer */
	bool are_certs_malformed;
	struct fault certs_fault;		/* then: why */
};

/*
 * What the bytes of @answer mean, and whether they belong together.  Certificates that
 * make no sense are the host's doing and cost nothing: the report can be verified with
 * AMD's own copies.  Everything else must be right.  0; -EKEYREJECTED when REPORT_DATA is
 * not of nonce and manifest; -ENXIO when there is no vTPM; -EBADMSG, -E2BIG, -EOPNOTSUPP.
 */
int attestation_check(struct attestation *attestation, struct fault *fault);
