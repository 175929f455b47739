/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policies of tokens in words.
 */
#include "lib/disks/disk_binding.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/disks/disk_view.h"
#include "lib/format/clevis_token.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/pcr_mask.h"
#include "lib/format/seal_plan.h"
#include "lib/format/svsm_token.h"
#include "lib/format/systemd_token.h"
#include "lib/policy/pcr_binding.h"
#include "lib/policy/seal_policy.h"

/* Appends to @token's binding, with ", " or @joint between. */
static void add(struct disk_token *token, const char *joint, const char *format, ...)
	__attribute__((__format__(__printf__, 3, 4)));
static void add(struct disk_token *token, const char *joint, const char *format, ...)
{
	const size_t at = strlen(token->binding);
	char text[128];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)snprintf(token->binding + at, sizeof(token->binding) - at, "%s%s",
		       at ? joint : "", text);
}

static const char *bank_name(uint16_t algorithm)
{
	return hash_algorithm_name(algorithm) ?: "a bank that is not known";
}

static void add_pcrs(struct disk_token *token, const char *joint, uint32_t mask, uint16_t bank,
		     const char *what)
{
	char pcrs[PCR_MASK_TEXT_SIZE];

	if (mask)
		add(token, joint, "PCR %s%s (%s)", pcr_mask_text(mask, pcrs), what,
		    bank_name(bank));
}

static void stand(struct disk_token *token, enum disk_standing standing, const char *reason)
{
	token->standing = standing;
	(void)snprintf(token->reason, sizeof(token->reason), "%s", reason);
}

/* Whether it depends on PCRs, by whichever branch. */
static bool is_of_pcrs(const struct sealed_policy *policy)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (!policy->branches[i].signer.mask && !policy->branches[i].literal.mask)
			return false;
	return policy->count;
}

void disk_binding_svsm(const struct svsm_token *token, const struct disk_boot *boot,
		       struct disk_token *ret)
{
	struct fault fault = FAULT_NONE;
	struct seal_plan plan;
	size_t i;
	int r;

	for (i = 0; i < token->policy.count; i++) {
		const struct sealed_branch *branch = &token->policy.branches[i];

		add_pcrs(ret, i ? " or " : "", branch->signer.mask, branch->signer.bank,
			 " by signature");
		add_pcrs(ret, i && !branch->signer.mask ? " or " : ", ", branch->literal.mask,
			 branch->literal.bank, "");
	}
	if (token->policy.has_pin)
		add(ret, ", ", "PIN");
	r = seal_policy_choose(token, boot->live, boot->signatures, &plan, NULL, &fault);
	if (!boot->live && (r < 0 || is_of_pcrs(&token->policy)))
		stand(ret, DISK_STANDING_UNTOLD, boot->why_not);
	else
		stand(ret, r < 0 ? DISK_STANDING_NO : DISK_STANDING_YES, fault.text);
}

/* A policy of literal PCRs, of which the digest is known. */
static void compare(struct disk_token *ret, const struct pcr_binding *binding,
		    const struct disk_boot *boot)
{
	switch (pcr_binding_check(binding, boot->live)) {
	case PCR_BINDING_HOLDS:
		stand(ret, DISK_STANDING_YES, "");
		return;
	case PCR_BINDING_DIFFERS:
		stand(ret, DISK_STANDING_NO, "the PCRs of this boot have other values");
		return;
	case PCR_BINDING_UNTOLD:
		break;
	}
	stand(ret, DISK_STANDING_UNTOLD,
	      boot->live ? "the SVSM's TPM has no such PCRs" : boot->why_not);
}

void disk_binding_systemd(const struct systemd_token *token, const struct disk_boot *boot,
			  struct disk_token *ret)
{
	struct pcr_binding binding = {
		.bank = token->bank ?: HASH_SHA256,
		.pcrs = token->pcrs,
		.has_auth_value = token->has_pin,
	};

	memcpy(binding.policy, token->policies[0], sizeof(binding.policy));
	if (token->has_signer)
		add_pcrs(ret, "", token->signed_pcrs, binding.bank, " by signature");
	if (token->has_pcrlock)
		add(ret, ", ", "pcrlock");
	add_pcrs(ret, ", ", token->pcrs, binding.bank, "");
	if (token->has_pin)
		add(ret, ", ", "PIN");
	if (token->has_signer || token->has_pcrlock) {
		stand(ret, DISK_STANDING_UNTOLD, token->has_signer ?
			      "it depends on a signature, which systemd looks for" :
			      "it depends on what an NV index of the TPM says by then");
		return;
	}
	compare(ret, &binding, boot);
	if (token->bank || ret->standing == DISK_STANDING_YES)
		return;
	/* systemd before 250 took SHA-256 where the TPM had it, else SHA-1, and did not say. */
	binding.bank = HASH_SHA1;
	if (pcr_binding_check(&binding, boot->live) == PCR_BINDING_HOLDS)
		stand(ret, DISK_STANDING_YES, "");
}

void disk_binding_clevis(const struct clevis_token *token, const struct disk_boot *boot,
			 struct disk_token *ret)
{
	struct pcr_binding binding = { .bank = token->bank, .pcrs = token->pcrs };

	if (strcmp(token->pin, CLEVIS_TOKEN_PIN_TPM2)) {
		add(ret, "", "pin %s", *token->pin ? token->pin : "not named");
		return;
	}
	add(ret, "", "pin tpm2");
	add_pcrs(ret, ", ", token->pcrs, token->bank, "");
	if (!token->policy_size) {
		stand(ret, DISK_STANDING_YES, "");
	} else if (token->policy_algorithm != HASH_SHA256) {
		stand(ret, DISK_STANDING_UNTOLD, "its policy is not of SHA-256");
	} else {
		memcpy(binding.policy, token->policy, sizeof(binding.policy));
		compare(ret, &binding, boot);
	}
}
