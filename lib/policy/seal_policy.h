/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The policy of a sealed key: its digest, for the TPM at enrollment; and at boot, which
 * of its branches this boot satisfies, and where it falls short of the others.
 *
 * Pure: PCR values and signatures are given.  That a branch is satisfied here only says
 * what to tell the TPM: the TPM judges for itself.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/seal_plan.h"
#include "lib/format/sealed_policy.h"

struct fault;
struct pcr_signatures;
struct pcr_values;
struct svsm_token;

/* How this boot stands to a branch. */
enum seal_standing {
	SEAL_UNKNOWN,		/* its PCRs were not given */
	SEAL_BANK_MISSING,	/* @bank of the TPM lacks @pcrs, or is not there */
	SEAL_PCRS_DIFFER,	/* @pcrs of @bank have other values than the branch wants */
	SEAL_NO_SIGNATURES,	/* nothing by its signer, for these PCRs and this use, is there */
	SEAL_UNSIGNED,		/* its signer has signed, but not the values of this boot */
	SEAL_SATISFIED,
};

struct seal_branch_outlook {
	enum seal_standing standing;
	uint16_t bank;
	uint32_t pcrs;
};

struct seal_outlook {
	struct seal_branch_outlook branches[SEALED_POLICY_BRANCHES_MAX];
	size_t count;
};

/* The authPolicy of an object that is sealed by @policy.  0; -EINVAL; as pcr_signer_new(). */
int seal_policy_digest(const struct sealed_policy *policy,
		       uint8_t ret[SEALED_POLICY_DIGEST_SIZE], struct fault *fault);

/*
 * Whether seal_policy_choose() must be given PCR values.  It need not for a single branch
 * without a signer: the TPM compares, and commands are saved.
 */
bool seal_policy_needs_pcrs(const struct sealed_policy *policy);

/*
 * Chooses the first branch that @live (NULL: not read) and @signatures (NULL: none) satisfy,
 * and says how.  The token is looked through first: -EBADMSG when its policy, its PIN and
 * its sealed object contradict each other, -EKEYREJECTED for keys that are no such keys.
 *
 * 0 with the plan; -EKEYREJECTED when PCRs have other values than the policy wants, or than
 * were signed; -ENXIO when a bank is missing; -ENODATA when no signature of the signer is
 * there.  Of several branches' reasons the one that is nearest to satisfied is told.
 * @ret_outlook (may be NULL) is filled in all four cases, for what is shown to a person;
 * @ret_plan only on success.
 */
int seal_policy_choose(const struct svsm_token *token, const struct pcr_values *live,
		       const struct pcr_signatures *signatures, struct seal_plan *ret_plan,
		       struct seal_outlook *ret_outlook, struct fault *fault);
