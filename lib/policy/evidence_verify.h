/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Is an evidence bundle true, and does it show what a policy demands?  From AMD's root
 * down to the last measured event, without asking anybody: certificates, revocation
 * lists, the policy and the time are given.
 *
 * The order is that in which one answer leans on another: report and chain, what the
 * report says, report -> manifest -> EK, AK, quote, PCRs, the seal over the whole text,
 * logs, events.  A question that cannot be asked stays "not reached", which rejects.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/evidence.h"
#include "lib/format/snp_report.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/tpm_name.h"

struct binding_record;
struct policy;
struct snp_cert;
struct snp_certs;
struct snp_trust;

#define EVIDENCE_VERIFY_CRLS_MAX	20

/* A revocation list, DER or PEM. */
struct evidence_verify_crl {
	const void *data;
	size_t size;
	bool is_given;	/* by name: it must be the root's; else it counts only if it is */
};

struct evidence_verify_params {
	const void *bundle;
	size_t bundle_size;
	const struct evidence *evidence;	/* what @bundle decodes to; NULL: not done yet */
	const void *challenge;		/* that the verifier made, and made once */
	size_t challenge_size;
	const struct policy *policy;
	const struct snp_certs *certs;	/* beside those of the bundle; may be NULL */
	const struct snp_cert *ark;	/* the one root to trust instead of AMD's, or NULL */
	struct snp_trust *trust;	/* kept from one verification to the next; may be NULL */
	const struct evidence_verify_crl *crls;
	size_t crl_count;		/* at most EVIDENCE_VERIFY_CRLS_MAX */
	/*
	 * That the AK lives beside the EK: the verifier's own record, whose signature, if
	 * it needs one, was checked.  NULL: there is none.
	 */
	const struct binding_record *binding;
	int64_t now;			/* seconds since 1970 */
};

/* Which machine it is, for a register that finds clones and rollbacks. */
struct evidence_identity {
	uint8_t report_id[SNP_REPORT_ID_SIZE];
	uint8_t chip_id[SNP_REPORT_CHIP_ID_SIZE];	/* zero when the host masks it */
	uint8_t measurement[SNP_REPORT_DIGEST_SIZE];
	uint8_t report_digest[32];	/* SHA-256 of the report */
	struct tpm_name ek_name;
	struct tpm_name ak_name;
	uint64_t clock;			/* ms */
	uint32_t reset_count;
	uint32_t restart_count;
	bool is_safe;
};

struct evidence_verification {
	struct appraisal appraisal;	/* its verdict is the answer */
	struct evidence_identity identity;	/* filled in only when accepted */
};

/* Fills in all of @ret; the answer is also returned. */
enum verdict evidence_verify(const struct evidence_verify_params *params,
			     struct evidence_verification *ret);
