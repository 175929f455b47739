/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Is an SNP report genuine: signed by a key that AMD derived for this chip (VCEK) or
 * this cloud provider (VLEK), at this patch level?
 *
 * Every question is a step with a reason, and the verdict is their conjunction.  What
 * a genuine report says, its level, policy and measurement, is stated and not judged:
 * that is for a policy of whom it is shown to.
 *
 * Revocation is not looked at: AMD retires VCEKs by minimum patch levels.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/snp_extensions.h"
#include "lib/format/snp_report.h"
#include "lib/policy/snp_chain.h"
#include "lib/policy/verdict.h"

struct snp_cert;
struct snp_certs;
struct snp_trust;

#define SNP_VERIFY_REASON_MAX	256

enum snp_verify_step {
	SNP_STEP_REPORT,		/* the report is well-formed */
	SNP_STEP_ALGORITHM,		/* ECDSA P-384 with SHA-384 */
	SNP_STEP_SIGNING_KEY,		/* it says that VCEK or VLEK signed it */
	SNP_STEP_SIGNATURE_FORM,	/* R and S in range, padding zero */
	SNP_STEP_SIGNATURE,		/* made by the leaf's key */
	SNP_STEP_LEAF_KEY,		/* on P-384 */
	SNP_STEP_LEAF_EXTENSIONS,	/* AMD's, each once, and no CA */
	SNP_STEP_LEAF_KIND,		/* the kind of key that the report says */
	SNP_STEP_ISSUER,		/* ASK or ASVK signed the leaf */
	SNP_STEP_ROOT_SIGNATURE,	/* the ARK signed ASK or ASVK, and itself */
	SNP_STEP_ROOT,			/* it is pinned, or was named */
	SNP_STEP_CONSTRAINTS,		/* ARK and ASK are CAs as AMD's are */
	SNP_STEP_VALIDITY,		/* all three at the given time */
	SNP_STEP_NAMES,			/* all three are of one product */
	SNP_STEP_PRODUCT,		/* which is the processor that the report names */
	SNP_STEP_CHIP,			/* the leaf's chip is the report's */
	SNP_STEP_TCB,			/* the leaf's patch levels are those reported */
	SNP_STEP_VMPL,			/* stated */
	SNP_STEP_POLICY,		/* stated */
	_SNP_STEP_MAX,
};

enum snp_verify_state {
	SNP_STATE_NOT_REACHED = 0,	/* what it needs is missing: as bad as failed */
	SNP_STATE_FAILED,
	SNP_STATE_STATED,		/* nothing to be judged: information */
	SNP_STATE_PASSED,
};

struct snp_verify_result {
	enum snp_verify_state state;
	char reason[SNP_VERIFY_REASON_MAX];	/* also why it passed; empty: not reached */
};

struct snp_verify_params {
	const void *report;
	size_t report_size;
	const struct snp_certs *certs;
	const struct snp_cert *ark;	/* the one root to trust instead of AMD's, or NULL */
	int64_t now;			/* seconds since 1970 */
	struct snp_trust *trust;	/* from one verification to the next; or NULL */
};

struct snp_verification {
	enum verdict verdict;
	struct snp_verify_result steps[_SNP_STEP_MAX];
	bool has_report, has_extensions;	/* whether the next two are filled in */
	struct snp_report report;
	struct snp_extensions extensions;	/* of the leaf */
	struct snp_chain chain;			/* of the params' certificates */
};

/* Fills in all of @ret; the answer is @ret->verdict. */
enum verdict snp_verify(const struct snp_verify_params *params, struct snp_verification *ret);

/* Whether all that is wrong is that no trusted root stands behind a good signature. */
bool snp_verify_is_unproven(const struct snp_verification *verification);

/* "report-signature"; for text and JSON alike. */
const char *snp_verify_step_name(enum snp_verify_step step);

/* "passed", "failed", "stated" or "not reached". */
const char *snp_verify_state_name(enum snp_verify_state state);
