/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as certificates that came with a report, DER or PEM: a report of zeros is
 * verified by none of them.
 */
#include "tests/fuzz/fuzz.h"

#include <openssl/err.h>

#include "lib/base/fault.h"
#include "lib/format/snp_report.h"
#include "lib/policy/snp_certs.h"
#include "lib/policy/snp_verify.h"

#define NOW	1800000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t report[SNP_REPORT_SIZE] = { [0] = 3, [0x34] = 1, [0x2a0] = 1, [0x2e8] = 1 };
	struct snp_certs certs = { .count = 0 };
	struct snp_verification verification;
	struct fault fault = FAULT_NONE;
	struct snp_verify_params params = {
		.report = report, .report_size = sizeof(report), .certs = &certs, .now = NOW,
	};

	(void)snp_certs_add(&certs, data, size, &fault); /* what was taken counts */
	assert(snp_verify(&params, &verification) == VERDICT_REJECTED);
	snp_certs_deinit(&certs);
	ERR_clear_error(); /* what it allocates would be looked for as leaked, at each input */
	return 0;
}
