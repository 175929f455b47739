/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Token to key.
 */
#include "cli/token/unlock.h"

#include <errno.h>
#include <stddef.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/format/pcr_signature.h"
#include "lib/format/pcr_values.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/pcr_signature_file.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_unseal.h"

static bool has_signer(const struct sealed_policy *policy)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (policy->branches[i].signer.mask)
			return true;
	return false;
}

/* 0, also without a file: then a branch that wants one says so. */
static int read_signatures(const struct unlock_request *request, struct pcr_signatures **ret,
			   struct fault *fault)
{
	int r;

	if (!has_signer(&request->token->policy))
		return 0;
	r = pcr_signature_file_read(request->root, request->signatures, ret, fault);
	return r == -ENOENT && !request->signatures ? 0 : r;
}

/* The PCRs that the TPM has refused, for who wants to know which they are. */
static void look_again(struct tpm *tpm, const struct svsm_token *token,
		       const struct pcr_signatures *signatures, struct unlock_outcome *outcome,
		       struct fault *fault)
{
	struct fault reason = FAULT_NONE;
	struct pcr_values live;
	struct seal_plan plan;

	if (tpm_unseal_pcrs(tpm, token, &live, NULL) < 0 ||
	    seal_policy_choose(token, &live, signatures, &plan, &outcome->outlook, &reason) == 0)
		return;
	outcome->has_outlook = true;
	(void)fault_set(fault, -EKEYREJECTED, "%s", reason.text);
}

static int open_sealed(struct tpm *tpm, const struct unlock_request *request, struct secret *ret,
		       struct unlock_outcome *outcome, struct fault *fault)
{
	_cleanup_(pcr_signatures_cleanup) struct pcr_signatures *signatures = NULL;
	const bool needs_pcrs = seal_policy_needs_pcrs(&request->token->policy);
	struct pcr_values live;
	struct seal_plan plan;
	int r;

	r = read_signatures(request, &signatures, fault);
	if (!r && needs_pcrs)
		r = tpm_unseal_pcrs(tpm, request->token, &live, fault);
	if (r < 0)
		return r;
	r = seal_policy_choose(request->token, needs_pcrs ? &live : NULL, signatures, &plan,
			       &outcome->outlook, fault);
	outcome->has_outlook = needs_pcrs && r != -EBADMSG;
	if (r < 0)
		return r;
	r = tpm_unseal(tpm, request->token, &plan, request->pin, ret, fault);
	if (r == -EKEYREJECTED)
		look_again(tpm, request->token, signatures, outcome, fault);
	return r;
}

int unlock(const struct unlock_request *request, struct secret *ret,
	   struct unlock_outcome *ret_outcome, struct fault *fault)
{
	_cleanup_(tpm_cleanup) struct tpm *tpm = NULL;
	int r;

	*ret_outcome = (struct unlock_outcome){ .has_outlook = false };
	/* Before the TPM is touched: whoever has the PIN is asked, and nothing else is. */
	if (request->token->policy.has_pin && !request->pin)
		return fault_set(fault, -ENOANO, "token: a PIN is needed");
	r = tpm_open(request->tcti, &tpm, fault);
	return r < 0 ? r : open_sealed(tpm, request, ret, ret_outcome, fault);
}
