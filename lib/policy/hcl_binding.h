/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Does the hardware's report of an Azure VM stand for its runtime data, and so for the
 * AK in it?  REPORT_DATA = H(runtime data), filled up with zeros.
 *
 * Neither whether the report is genuine is asked here, nor whether it is fresh: the
 * paravisor asked for it at boot, and no nonce of a verifier is in it.
 */
#pragma once

#include "lib/policy/verdict.h"

struct fault;
struct hcl_report;
struct snp_report;
struct tpm_key;

/*
 * VERDICT_ACCEPTED when @report, the one inside @hcl decoded, stands for the runtime
 * data and was asked for at VMPL 0, where the paravisor lives.  Else VERDICT_REJECTED
 * with the reason in @fault; also when OpenSSL fails.
 */
enum verdict hcl_binding_check(const struct hcl_report *hcl, const struct snp_report *report,
			       struct fault *fault);

/* The AK of the runtime data.  Errors of hcl_report_find_key() and tpm_key_new_rsa(). */
int hcl_binding_key(const struct hcl_report *hcl, struct tpm_key **ret, struct fault *fault);
