/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policy commands.
 */
#include "lib/sys/tpm_policy.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/seal_plan.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/tpm.h"
#include "lib/sys/tpm_primary.h"

static TPML_PCR_SELECTION selection_of(uint16_t bank, uint32_t mask)
{
	return (TPML_PCR_SELECTION){
		.count = 1,
		.pcrSelections[0] = {
			.hash = bank,
			.sizeofSelect = TPM_PCRS / 8,
			.pcrSelect = { mask & 0xff, mask >> 8 & 0xff, mask >> 16 & 0xff },
		},
	};
}

/* Which of @mask the TPM does not have: one more command, to say why it refuses. */
static uint32_t find_missing(struct tpm *tpm, uint16_t bank, uint32_t mask)
{
	const TPML_PCR_SELECTION wanted = selection_of(bank, mask);
	TPMS_CAPABILITY_DATA capability = { .capability = 0 };
	const TPML_PCR_SELECTION *banks = &capability.data.assignedPCR;
	TPMI_YES_NO more;
	unsigned int byte;
	uint32_t i;

	if (TPM_CALL(tpm, Tss2_Sys_GetCapability, NULL, TPM2_CAP_PCRS, 0, TPM2_MAX_CAP_BUFFER,
		     &more, &capability, NULL) || capability.capability != TPM2_CAP_PCRS)
		return 0;
	for (i = 0; i < banks->count && i < TPM2_NUM_PCR_BANKS; i++)
		if (banks->pcrSelections[i].hash == bank)
			for (byte = 0; byte < wanted.pcrSelections[0].sizeofSelect; byte++)
				mask &= ~((uint32_t)banks->pcrSelections[i].pcrSelect[byte] <<
					  (8 * byte));
	return mask;
}

static int policy_pcr(struct tpm_session *session, const struct seal_plan_pcrs *pcrs,
		      struct fault *fault)
{
	const TPML_PCR_SELECTION selection = selection_of(pcrs->bank, pcrs->mask);
	TPM2B_DIGEST digest = { .size = SEALED_POLICY_DIGEST_SIZE };
	struct tpm *tpm = session->tpm;
	uint32_t missing;
	TSS2_RC rc;

	memcpy(digest.buffer, pcrs->digest, SEALED_POLICY_DIGEST_SIZE);
	rc = TPM_CALL(tpm, Tss2_Sys_PolicyPCR, session->handle, NULL, &digest, &selection, NULL);
	if (rc == TPM2_RC_PCR_CHANGED)
		return fault_set(fault, -ESTALE, "%s: PCRs have moved while it was asked",
				 tpm->name);
	if (tpm_rc_code(rc) != TPM2_RC_VALUE)
		return rc ? tpm_fault(tpm, "cannot look at its PCRs", rc, fault) : 0;
	missing = find_missing(tpm, pcrs->bank, pcrs->mask);
	if (missing)
		return fault_set(fault, -ENXIO, "%s: has no PCRs 0x%06x in bank %s, which the "
				 "policy names", tpm->name, missing,
				 hash_algorithm_name(pcrs->bank) ?: "unknown");
	return fault_set(fault, -EKEYREJECTED, "%s: PCRs 0x%06x (%s) do not have the values that "
			 "the policy wants", tpm->name, pcrs->mask,
			 hash_algorithm_name(pcrs->bank) ?: "unknown");
}

/* Loads the signer's key, which is public, for as long as @handle is not flushed. */
static int load_signer(struct tpm *tpm, const struct sealed_signer *signer,
		       const uint8_t *signer_name, TPM2_HANDLE *ret_handle, struct fault *fault)
{
	TPM2B_PUBLIC public = { .size = 0 };
	TPM2B_NAME name = { .size = 0 };
	size_t offset = 0;
	TSS2_RC rc;

	rc = tpm->tss->Tss2_MU_TPMT_PUBLIC_Unmarshal(signer->key, signer->key_size, &offset,
						     &public.publicArea);
	/* A ticket of the null hierarchy would not count. */
	if (!rc)
		rc = TPM_CALL(tpm, Tss2_Sys_LoadExternal, NULL, NULL, &public, TPM2_RH_OWNER,
			      ret_handle, &name, NULL);
	if (rc)
		return tpm_fault(tpm, "cannot take the key of who signs PCRs", rc, fault);
	if (name.size == SEAL_PLAN_NAME_SIZE && !memcmp(name.name, signer_name, name.size))
		return 0;
	tpm_primary_flush(tpm, *ret_handle);
	return fault_set(fault, -EBADMSG, "%s: takes the key of who signs PCRs for another",
			 tpm->name);
}

static TSS2_RC verify(struct tpm *tpm, TPM2_HANDLE signer, const struct seal_plan *plan,
		      TPMT_TK_VERIFIED *ret_ticket)
{
	TPM2B_DIGEST digest = { .size = SEALED_POLICY_DIGEST_SIZE };
	TPMT_SIGNATURE signature = {
		.sigAlg = TPM2_ALG_RSASSA,
		.signature.rsassa = {
			.hash = TPM2_ALG_SHA256,
			.sig.size = (uint16_t)plan->signature_size,
		},
	};

	if (plan->signature_size > sizeof(signature.signature.rsassa.sig.buffer))
		return TPM2_RC_SIGNATURE;
	memcpy(digest.buffer, plan->signed_digest, SEALED_POLICY_DIGEST_SIZE);
	memcpy(signature.signature.rsassa.sig.buffer, plan->signature, plan->signature_size);
	return TPM_CALL(tpm, Tss2_Sys_VerifySignature, signer, NULL, &digest, &signature,
			ret_ticket, NULL);
}

static TSS2_RC authorize(struct tpm_session *session, const struct sealed_signer *signer,
			 const struct seal_plan *plan, const TPMT_TK_VERIFIED *ticket)
{
	TPM2B_DIGEST approved = { .size = SEALED_POLICY_DIGEST_SIZE };
	TPM2B_NONCE ref = { .size = (uint16_t)strlen(signer->ref) };
	TPM2B_NAME name = { .size = SEAL_PLAN_NAME_SIZE };

	_Static_assert(SEALED_POLICY_REF_MAX <= sizeof(ref.buffer), "any ref fits");
	memcpy(approved.buffer, plan->approved, SEALED_POLICY_DIGEST_SIZE);
	memcpy(ref.buffer, signer->ref, ref.size);
	memcpy(name.name, plan->signer_name, SEAL_PLAN_NAME_SIZE);
	return TPM_CALL(session->tpm, Tss2_Sys_PolicyAuthorize, session->handle, NULL, &approved,
			&ref, &name, ticket, NULL);
}

static int policy_authorize(struct tpm_session *session, const struct sealed_signer *signer,
			    const struct seal_plan *plan, struct fault *fault)
{
	TPMT_TK_VERIFIED ticket = { .tag = 0 };
	struct tpm *tpm = session->tpm;
	TPM2_HANDLE key = 0;
	TSS2_RC rc;
	int r = load_signer(tpm, signer, plan->signer_name, &key, fault);

	if (r < 0)
		return r;
	rc = verify(tpm, key, plan, &ticket);
	tpm_primary_flush(tpm, key);
	if (!rc)
		rc = authorize(session, signer, plan, &ticket);
	switch (tpm_rc_code(rc)) {
	case 0:
		return 0;
	case TPM2_RC_SIGNATURE:
	case TPM2_RC_VALUE:
		return fault_set(fault, -EKEYREJECTED, "%s: does not accept the signature over "
				 "PCRs 0x%06x (%s)", tpm->name, plan->signed_pcrs.mask,
				 hash_algorithm_name(plan->signed_pcrs.bank) ?: "unknown");
	}
	return tpm_fault(tpm, "cannot verify the signature over PCRs", rc, fault);
}

static int policy_or(struct tpm_session *session, const struct seal_plan *plan,
		     struct fault *fault)
{
	TPML_DIGEST digests = { .count = (uint32_t)plan->alternative_count };
	struct tpm *tpm = session->tpm;
	TSS2_RC rc;
	size_t i;

	for (i = 0; i < plan->alternative_count; i++) {
		digests.digests[i].size = SEALED_POLICY_DIGEST_SIZE;
		memcpy(digests.digests[i].buffer, plan->alternatives[i], SEALED_POLICY_DIGEST_SIZE);
	}
	rc = TPM_CALL(tpm, Tss2_Sys_PolicyOR, session->handle, NULL, &digests, NULL);
	if (tpm_rc_code(rc) == TPM2_RC_VALUE)
		return fault_set(fault, -EKEYREJECTED, "%s: finds none of the policy's branches "
				 "satisfied", tpm->name);
	return rc ? tpm_fault(tpm, "cannot compare the policy's branches", rc, fault) : 0;
}

int tpm_policy_satisfy(struct tpm_session *session, const struct svsm_token *token,
		       const struct seal_plan *plan, struct fault *fault)
{
	const struct sealed_signer *signer = &token->policy.branches[plan->branch].signer;
	TSS2_RC rc;
	int r = 0;

	if (plan->has_signature) {
		r = policy_pcr(session, &plan->signed_pcrs, fault);
		if (!r)
			r = policy_authorize(session, signer, plan, fault);
	}
	if (!r && plan->literal.mask)
		r = policy_pcr(session, &plan->literal, fault);
	if (!r && plan->alternative_count)
		r = policy_or(session, plan, fault);
	if (r < 0 || !plan->has_pin)
		return r;
	/* By ESYS, which must know that the PIN goes into what it signs. */
	rc = TPM_ESYS_CALL(session->tpm, Esys_PolicyAuthValue, session->session, ESYS_TR_NONE,
			   ESYS_TR_NONE, ESYS_TR_NONE);
	return rc ? tpm_fault(session->tpm, "cannot be told of a PIN", rc, fault) : 0;
}
