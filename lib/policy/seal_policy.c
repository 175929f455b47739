/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Digest and choice.
 */
#include "lib/policy/seal_policy.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/pcr_mask.h"
#include "lib/format/pcr_signature.h"
#include "lib/format/pcr_values.h"
#include "lib/format/svsm_token.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_sealed.h"
#include "lib/policy/hasher.h"
#include "lib/policy/pcr_signer.h"
#include "lib/policy/seal_digest.h"
#include "lib/policy/tpm_name.h"

_Static_assert(SEALED_POLICY_PCRS == EVENTLOG_PCRS, "the same PCRs");
_Static_assert(SEAL_PLAN_SIGNATURE_MAX >= PCR_SIGNATURE_BYTES_MAX, "any signature fits");

/* What all objects of ours are; noDA is added to those without a PIN. */
#define SEALED_ATTRIBUTES	(TPM_PUBLIC_FIXED_TPM | TPM_PUBLIC_FIXED_PARENT |	\
				 TPM_PUBLIC_ADMIN_WITH_POLICY)

/* The digest that a session has when it has satisfied @branch. */
static int digest_branch(const struct sealed_branch *branch,
			 uint8_t ret[SEALED_POLICY_DIGEST_SIZE], struct fault *fault)
{
	_cleanup_(pcr_signer_cleanup) struct pcr_signer *signer = NULL;
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE] = { 0 };
	uint8_t values[SEALED_POLICY_DIGEST_SIZE];
	int r;

	if (branch->signer.mask) {
		r = pcr_signer_new(branch->signer.key, branch->signer.key_size, &signer, fault);
		if (r < 0)
			return r;
		seal_digest_authorize(digest, pcr_signer_name(signer), SEAL_PLAN_NAME_SIZE,
				      branch->signer.ref);
	}
	if (branch->literal.mask) {
		seal_digest_values(&branch->literal, values);
		seal_digest_pcr(digest, branch->literal.bank, branch->literal.mask, values);
	}
	memcpy(ret, digest, sizeof(digest));
	return 0;
}

static bool is_sound(const struct sealed_policy *policy)
{
	size_t i;

	for (i = 0; i < policy->count && i < SEALED_POLICY_BRANCHES_MAX; i++) {
		const struct sealed_branch *branch = &policy->branches[i];

		if ((!branch->literal.mask && !branch->signer.mask) ||
		    (branch->literal.mask | branch->signer.mask) >> SEALED_POLICY_PCRS ||
		    (branch->literal.mask && !hash_algorithm_size(branch->literal.bank)) ||
		    (branch->signer.mask && !hash_algorithm_size(branch->signer.bank)))
			return false;
	}
	return i && i == policy->count;
}

/* Also tells what each branch's own is: PolicyOR wants all of them. */
static int digest_policy(const struct sealed_policy *policy,
			 uint8_t branches[][SEALED_POLICY_DIGEST_SIZE],
			 uint8_t ret[SEALED_POLICY_DIGEST_SIZE], struct fault *fault)
{
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE];
	size_t i;
	int r;

	if (!is_sound(policy))
		return fault_set(fault, -EINVAL, "policy of a sealed key: it demands nothing, or "
				 "what there is not");
	for (i = 0; i < policy->count; i++) {
		r = digest_branch(&policy->branches[i], branches[i], fault);
		if (r < 0)
			return r;
	}
	memcpy(digest, branches[0], sizeof(digest));
	if (policy->count > 1)
		seal_digest_or(digest, branches, policy->count);
	if (policy->has_pin)
		seal_digest_auth_value(digest);
	memcpy(ret, digest, sizeof(digest));
	return 0;
}

int seal_policy_digest(const struct sealed_policy *policy, uint8_t ret[SEALED_POLICY_DIGEST_SIZE],
		       struct fault *fault)
{
	uint8_t branches[SEALED_POLICY_BRANCHES_MAX][SEALED_POLICY_DIGEST_SIZE];

	return digest_policy(policy, branches, ret, fault);
}

bool seal_policy_needs_pcrs(const struct sealed_policy *policy)
{
	return policy->count != 1 || policy->branches[0].signer.mask;
}

/* That the parts of a token belong together; all of it may have been made up. */
static int check_token(const struct svsm_token *token, struct seal_plan *plan,
		       struct fault *fault)
{
	const uint32_t attributes = SEALED_ATTRIBUTES |
				    (token->policy.has_pin ? 0 : TPM_PUBLIC_NO_DA);
	uint8_t branches[SEALED_POLICY_BRANCHES_MAX][SEALED_POLICY_DIGEST_SIZE];
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE];
	struct tpm_name srk_name, object_name;
	struct tpm_sealed sealed;
	struct tpm_public srk;
	int r;

	r = tpm_public_parse(token->srk, token->srk_size, &srk, fault);
	if (!r)
		r = tpm_sealed_parse(token->sealed_public, token->sealed_public_size, &sealed,
				     fault);
	if (!r)
		r = digest_policy(&token->policy, branches, digest, fault);
	if (r < 0)
		return r;
	if (srk.name_algorithm != HASH_SHA256 || sealed.name_algorithm != HASH_SHA256 ||
	    sealed.attributes != attributes || sealed.policy_size != sizeof(digest) ||
	    memcmp(sealed.policy, digest, sizeof(digest)))
		return fault_set(fault, -EBADMSG, "svsm token: it contradicts itself: what is "
				 "sealed in it is under another policy than it says");
	if (tpm_name_of(&srk, &srk_name) < 0 || tpm_name_of_sealed(&sealed, &object_name) < 0)
		return fault_set(fault, -EIO, "svsm token: OpenSSL cannot hash its keys");
	memcpy(plan->srk_name, srk_name.bytes, sizeof(plan->srk_name));
	memcpy(plan->object_name, object_name.bytes, sizeof(plan->object_name));
	if (token->policy.count > 1) {
		memcpy(plan->alternatives, branches, sizeof(branches));
		plan->alternative_count = token->policy.count;
	}
	plan->has_pin = token->policy.has_pin;
	return 0;
}

static bool has_pcrs(const struct pcr_values *live, uint16_t bank, uint32_t mask,
		     struct seal_branch_outlook *ret)
{
	const struct pcr_values_bank *found = pcr_values_find(live, bank);
	const uint32_t missing = mask & ~(found ? found->present : 0);

	if (missing)
		*ret = (struct seal_branch_outlook){ SEAL_BANK_MISSING, bank, missing };
	return !missing;
}

static enum seal_standing judge_literal(const struct sealed_pcrs *wanted,
					const struct pcr_values *live,
					struct seal_branch_outlook *ret)
{
	const struct pcr_values_bank *bank = pcr_values_find(live, wanted->bank);
	const uint16_t size = hash_algorithm_size(wanted->bank);
	uint32_t differing = 0;
	unsigned int pcr;

	if (!has_pcrs(live, wanted->bank, wanted->mask, ret))
		return SEAL_BANK_MISSING;
	for (pcr = 0; pcr < SEALED_POLICY_PCRS; pcr++)
		if (wanted->mask >> pcr & 1 && memcmp(bank->pcrs[pcr], wanted->values[pcr], size))
			differing |= 1u << pcr;
	*ret = (struct seal_branch_outlook){ differing ? SEAL_PCRS_DIFFER : SEAL_SATISFIED,
					     wanted->bank, differing };
	return ret->standing;
}

/* What PolicyPCR over the signer's PCRs makes of this boot. */
static void measure_signed(const struct sealed_signer *signer, const struct pcr_values *live,
			   struct seal_plan *plan)
{
	const struct pcr_values_bank *bank = pcr_values_find(live, signer->bank);
	struct sealed_pcrs pcrs = { .bank = signer->bank, .mask = signer->mask };
	uint8_t message[SEALED_POLICY_DIGEST_SIZE + SEALED_POLICY_REF_MAX];
	const size_t ref_size = strlen(signer->ref);

	memcpy(pcrs.values, bank->pcrs, sizeof(pcrs.values));
	plan->signed_pcrs.bank = signer->bank;
	plan->signed_pcrs.mask = signer->mask;
	memset(plan->approved, 0, sizeof(plan->approved));
	seal_digest_values(&pcrs, plan->signed_pcrs.digest);
	seal_digest_pcr(plan->approved, signer->bank, signer->mask, plan->signed_pcrs.digest);
	memcpy(message, plan->approved, sizeof(plan->approved));
	memcpy(message + sizeof(plan->approved), signer->ref, ref_size);
	hasher_sha256(message, sizeof(plan->approved) + ref_size, plan->signed_digest);
}

static enum seal_standing find_signature(const struct sealed_signer *wanted,
					 const struct pcr_signer *signer,
					 const struct pcr_signatures *signatures,
					 struct seal_plan *plan)
{
	enum seal_standing standing = SEAL_NO_SIGNATURES;
	size_t i;

	for (i = 0; signatures && i < signatures->count; i++) {
		const struct pcr_signature *entry = &signatures->entries[i];

		if (entry->bank != wanted->bank || entry->pcrs != wanted->mask ||
		    memcmp(entry->fingerprint, pcr_signer_fingerprint(signer),
			   sizeof(entry->fingerprint)) || strcmp(entry->ref, wanted->ref) ||
		    pcr_signer_verify(signer, entry, NULL) < 0)
			continue;
		standing = SEAL_UNSIGNED;
		if (memcmp(entry->policy, plan->approved, sizeof(plan->approved)))
			continue;
		memcpy(plan->signature, entry->bytes, entry->size);
		plan->signature_size = entry->size;
		return SEAL_SATISFIED;
	}
	return standing;
}

/* 0 with what there is to say in @ret; errors are of the machinery. */
static int judge_signed(const struct sealed_signer *wanted, const struct pcr_values *live,
			const struct pcr_signatures *signatures, struct seal_plan *plan,
			struct seal_branch_outlook *ret, struct fault *fault)
{
	_cleanup_(pcr_signer_cleanup) struct pcr_signer *signer = NULL;
	int r;

	if (!has_pcrs(live, wanted->bank, wanted->mask, ret))
		return 0;
	r = pcr_signer_new(wanted->key, wanted->key_size, &signer, fault);
	if (r < 0)
		return r;
	measure_signed(wanted, live, plan);
	memcpy(plan->signer_name, pcr_signer_name(signer), sizeof(plan->signer_name));
	plan->has_signature = true;
	*ret = (struct seal_branch_outlook){
		find_signature(wanted, signer, signatures, plan), wanted->bank, wanted->mask,
	};
	return 0;
}

/* Fills the branch's part of @plan as far as it goes. */
static int judge(const struct sealed_branch *branch, const struct pcr_values *live,
		 const struct pcr_signatures *signatures, struct seal_plan *plan,
		 struct seal_branch_outlook *ret, struct fault *fault)
{
	*ret = (struct seal_branch_outlook){ .standing = SEAL_UNKNOWN };
	if (branch->literal.mask) {
		plan->literal.bank = branch->literal.bank;
		plan->literal.mask = branch->literal.mask;
		seal_digest_values(&branch->literal, plan->literal.digest);
	}
	if (!live)
		return 0;
	if (branch->literal.mask && judge_literal(&branch->literal, live, ret) != SEAL_SATISFIED)
		return 0;
	return branch->signer.mask ?
	       judge_signed(&branch->signer, live, signatures, plan, ret, fault) : 0;
}

static int refuse(const struct seal_outlook *outlook, struct fault *fault)
{
	const struct seal_branch_outlook *nearest = &outlook->branches[0];
	char pcrs[PCR_MASK_TEXT_SIZE];
	const char *bank;
	size_t i;

	for (i = 1; i < outlook->count; i++)
		if (outlook->branches[i].standing > nearest->standing)
			nearest = &outlook->branches[i];
	pcr_mask_text(nearest->pcrs, pcrs);
	bank = hash_algorithm_name(nearest->bank) ?: "?";
	switch (nearest->standing) {
	case SEAL_UNSIGNED:
		return fault_set(fault, -EKEYREJECTED, "this boot does not satisfy the policy: no "
				 "signature of its signer is for the values of PCR %s (%s)", pcrs,
				 bank);
	case SEAL_NO_SIGNATURES:
		return fault_set(fault, -ENODATA, "this boot does not satisfy the policy: there is "
				 "no signature of its signer over PCR %s (%s)", pcrs, bank);
	case SEAL_PCRS_DIFFER:
		return fault_set(fault, -EKEYREJECTED, "this boot does not satisfy the policy: "
				 "PCR %s (%s): not the values that it wants", pcrs, bank);
	case SEAL_BANK_MISSING:
		return fault_set(fault, -ENXIO, "this boot does not satisfy the policy: the TPM "
				 "has no PCR %s in bank %s", pcrs, bank);
	case SEAL_UNKNOWN:
	case SEAL_SATISFIED:
		break;
	}
	return fault_set(fault, -EINVAL, "policy of a sealed key: no PCR values were given");
}

int seal_policy_choose(const struct svsm_token *token, const struct pcr_values *live,
		       const struct pcr_signatures *signatures, struct seal_plan *ret_plan,
		       struct seal_outlook *ret_outlook, struct fault *fault)
{
	struct seal_outlook outlook = { .count = token->policy.count };
	struct seal_plan whole = { .branch = 0 }, plan, chosen;
	bool is_chosen = false;
	size_t i;
	int r;

	r = check_token(token, &whole, fault);
	if (r < 0)
		return r;
	for (i = 0; i < token->policy.count; i++) {
		struct seal_branch_outlook *branch = &outlook.branches[i];

		plan = whole;
		plan.branch = i;
		r = judge(&token->policy.branches[i], live, signatures, &plan, branch, fault);
		if (r < 0)
			return r;
		/* A lone branch of literal PCRs need not be judged: the TPM does it. */
		if (!is_chosen && (branch->standing == SEAL_SATISFIED ||
				   (!live && !seal_policy_needs_pcrs(&token->policy)))) {
			is_chosen = true;
			chosen = plan;
		}
	}
	if (ret_outlook)
		*ret_outlook = outlook;
	if (!is_chosen)
		return refuse(&outlook, fault);
	*ret_plan = chosen;
	return 0;
}
