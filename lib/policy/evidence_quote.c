/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * EK, AK, quote, PCRs, seal.
 */
#include "lib/policy/evidence_quote.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/binding_record.h"
#include "lib/format/evidence.h"
#include "lib/format/policy_file.h"
#include "lib/format/service.h"
#include "lib/format/services_manifest.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/ak_template.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/ek_template.h"
#include "lib/policy/evidence_binding.h"
#include "lib/policy/evidence_verify.h"
#include "lib/policy/quote_pcrs.h"
#include "lib/policy/tpm_key.h"

void evidence_quote_init(struct evidence_quote *quote, const struct evidence *evidence)
{
	*quote = (struct evidence_quote){ .ak_key = NULL };
	quote->has_ak = !tpm_public_parse(evidence->ak.data, evidence->ak.size, &quote->ak, NULL) &&
			!tpm_name_of(&quote->ak, &quote->ak_name);
	if (quote->has_ak)
		(void)tpm_key_new(&quote->ak, &quote->ak_key, NULL); /* NULL is asked for below */
	/* The form with a size before it is another text of the same quote: not taken. */
	quote->has_quote = !tpm_quote_parse(evidence->attest.data, evidence->attest.size,
					    &quote->quote, NULL) &&
			   quote->quote.whole_size == evidence->attest.size;
}

void evidence_quote_check_ek(struct evidence_quote *quote, const struct evidence *evidence,
			     struct appraisal *appraisal)
{
	struct services_manifest manifest;
	const struct service_entry *entry;
	struct fault fault = FAULT_NONE;

	if (services_manifest_parse(evidence->manifest.data, evidence->manifest.size, &manifest,
				    &fault) < 0) {
		appraisal_add(appraisal, "manifest", APPRAISAL_FAILED, "%s", fault.text);
		appraisal_add(appraisal, "ek", APPRAISAL_NOT_REACHED, NULL);
		return;
	}
	entry = services_manifest_find(&manifest, &service_vtpm);
	if (!entry || !entry->manifest) {
		appraisal_add(appraisal, "manifest", APPRAISAL_FAILED,
			      "the SVSM offers no TPM: none of its %zu services is one",
			      manifest.count);
		appraisal_add(appraisal, "ek", APPRAISAL_NOT_REACHED, NULL);
		return;
	}
	appraisal_add(appraisal, "manifest", APPRAISAL_PASSED,
		      "of all services, %zu in number, a TPM among them", manifest.count);
	if (tpm_public_parse(entry->manifest, entry->manifest_size, &quote->ek, &fault) < 0 ||
	    ek_template_check(&quote->ek, &fault) < 0) {
		appraisal_add(appraisal, "ek", APPRAISAL_FAILED, "%s", fault.text);
		return;
	}
	if (tpm_name_of(&quote->ek, &quote->ek_name) < 0) {
		appraisal_add(appraisal, "ek", APPRAISAL_FAILED, "it cannot be given a name");
		return;
	}
	quote->has_ek = true;
	appraisal_add(appraisal, "ek", APPRAISAL_PASSED, "of template L-1, byte by byte");
}

static void check_ak(const struct evidence_quote *quote, const struct evidence *evidence,
		     struct appraisal *appraisal)
{
	struct fault fault = FAULT_NONE;
	struct tpm_public again;
	struct tpm_key *key = NULL;

	/* What was quietly tried before is tried for its reason. */
	if (tpm_public_parse(evidence->ak.data, evidence->ak.size, &again, &fault) < 0 ||
	    ak_template_check(&again, &fault) < 0 ||
	    (!quote->ak_key && tpm_key_new(&again, &key, &fault) < 0)) {
		appraisal_add(appraisal, "ak", APPRAISAL_FAILED, "%s", fault.text);
		return;
	}
	tpm_key_free(key);
	if (!quote->has_ak || !quote->ak_key)
		appraisal_add(appraisal, "ak", APPRAISAL_FAILED, "it cannot be used");
	else
		appraisal_add(appraisal, "ak", APPRAISAL_PASSED,
			      "%s; it signs nothing but what its TPM states",
			      quote->ak.type == TPM_KEY_RSA ? "RSA" : "ECC");
}

/*
 * The one link that arithmetic cannot give: nothing that a TPM signs says which EK it
 * has.  Somebody must have asked the TPM, and remembered.
 */
static void check_binding(const struct evidence_quote *quote,
			  const struct evidence_verify_params *params,
			  struct appraisal *appraisal)
{
	const struct binding_record *record = params->binding;

	if (!record && params->policy->is_ak_binding_waived)
		appraisal_add(appraisal, "ak-binding", APPRAISAL_WAIVED,
			      "nobody has shown that the AK lives in the SVSM's TPM, and the "
			      "policy waives that: any TPM may have made the quote");
	else if (!record)
		appraisal_add(appraisal, "ak-binding", APPRAISAL_FAILED,
			      "nobody has shown that the AK lives in the SVSM's TPM: there is no "
			      "record of it");
	else if (!quote->has_ek || !quote->has_ak)
		appraisal_add(appraisal, "ak-binding", APPRAISAL_NOT_REACHED, NULL);
	else if (!tpm_name_is(&quote->ek_name, record->ek_name, sizeof(record->ek_name)))
		appraisal_add(appraisal, "ak-binding", APPRAISAL_FAILED,
			      "the record is of another EK: of another TPM, or of a boot before "
			      "if the TPM is ephemeral");
	else if (!tpm_name_is(&quote->ak_name, record->ak_name, sizeof(record->ak_name)))
		appraisal_add(appraisal, "ak-binding", APPRAISAL_FAILED,
			      "the record is of another AK of this TPM");
	else if (record->time > params->now)
		appraisal_add(appraisal, "ak-binding", APPRAISAL_FAILED,
			      "the record is of a time to come");
	else
		appraisal_add(appraisal, "ak-binding", APPRAISAL_PASSED,
			      "'%s' has seen the AK in the TPM of this EK", record->verifier);
}

static bool is_signed(const struct evidence_quote *quote, const struct evidence_bytes *signature,
		      const void *message, size_t size, struct fault *fault)
{
	struct tpm_signature parsed;

	return !tpm_signature_parse(signature->data, signature->size, &parsed, fault) &&
	       !tpm_key_verify(quote->ak_key, &parsed, message, size, fault);
}

static bool check_signature(const struct evidence_quote *quote, const struct evidence *evidence,
			    struct appraisal *appraisal)
{
	struct fault fault = FAULT_NONE;

	if (!quote->ak_key) {
		appraisal_add(appraisal, "quote-signature", APPRAISAL_NOT_REACHED, NULL);
		return false;
	}
	if (!is_signed(quote, &evidence->signature, evidence->attest.data, evidence->attest.size,
		       &fault)) {
		appraisal_add(appraisal, "quote-signature", APPRAISAL_FAILED, "%s", fault.text);
		return false;
	}
	appraisal_add(appraisal, "quote-signature", APPRAISAL_PASSED, "made by the AK");
	return true;
}

/* What is quoted, and for whom. */
static bool check_quote(const struct evidence_quote *quote, const struct evidence *evidence,
			struct appraisal *appraisal)
{
	uint8_t nonce[EVIDENCE_BINDING_QUOTE_NONCE_SIZE];
	struct fault fault = FAULT_NONE;
	struct tpm_quote again;

	if (!quote->has_quote) {
		if (!tpm_quote_parse(evidence->attest.data, evidence->attest.size, &again, &fault))
			(void)fault_set(&fault, 0, "quote: a size stands before it");
		appraisal_add(appraisal, "quote", APPRAISAL_FAILED, "%s", fault.text);
		return false;
	}
	if (evidence_binding_quote_nonce(&evidence->challenge, &evidence->report,
					 &evidence->manifest, nonce) < 0) {
		appraisal_add(appraisal, "quote", APPRAISAL_NOT_REACHED, NULL);
		return false;
	}
	if (quote->quote.nonce_size != sizeof(nonce) ||
	    memcmp(quote->quote.nonce, nonce, sizeof(nonce))) {
		appraisal_add(appraisal, "quote", APPRAISAL_FAILED,
			      "it is not of this challenge, report and manifest: it was made for "
			      "another request or on another machine");
		return false;
	}
	if (!quote_pcrs_are_selected(&quote->quote, &evidence->pcrs)) {
		appraisal_add(appraisal, "quote", APPRAISAL_FAILED,
			      "it selects other PCRs than those whose values are there");
		return false;
	}
	appraisal_add(appraisal, "quote", APPRAISAL_PASSED,
		      "of this challenge, report and manifest; reset %u, restart %u",
		      quote->quote.reset_count, quote->quote.restart_count);
	return true;
}

/*
 * Only for keys of the endorsement hierarchy does a TPM tell its true counters (part 1,
 * "Attestation"), and only a primary key there is ours.
 */
static void check_qualified_signer(const struct evidence_quote *quote,
				   struct appraisal *appraisal)
{
	struct tpm_name expected;

	if (!quote->has_quote || !quote->has_ak ||
	    tpm_name_qualified(TPM_HIERARCHY_ENDORSEMENT, &quote->ak_name, &expected) < 0)
		appraisal_add(appraisal, "qualified-signer", APPRAISAL_NOT_REACHED, NULL);
	else if (!tpm_name_is(&expected, quote->quote.qualified_signer,
			      quote->quote.qualified_signer_size))
		appraisal_add(appraisal, "qualified-signer", APPRAISAL_FAILED,
			      "the AK is no primary key of the endorsement hierarchy: the "
			      "counters in its quotes are obfuscated");
	else
		appraisal_add(appraisal, "qualified-signer", APPRAISAL_PASSED,
			      "the AK is a primary key of the endorsement hierarchy");
}

static bool check_pcrs(const struct evidence_quote *quote, const struct evidence *evidence,
		       bool is_quote_good, struct appraisal *appraisal)
{
	struct tpm_signature signature;

	if (!is_quote_good || tpm_signature_parse(evidence->signature.data,
						  evidence->signature.size, &signature, NULL) < 0) {
		appraisal_add(appraisal, "pcrs", APPRAISAL_NOT_REACHED, NULL);
		return false;
	}
	if (!quote_pcrs_are_digested(&quote->quote, &evidence->pcrs, signature.hash)) {
		appraisal_add(appraisal, "pcrs", APPRAISAL_FAILED,
			      "the values are not those that were quoted");
		return false;
	}
	appraisal_add(appraisal, "pcrs", APPRAISAL_PASSED, "the values are those that were quoted");
	return true;
}

static void check_seal(const struct evidence_quote *quote, const struct evidence *evidence,
		       struct appraisal *appraisal)
{
	uint8_t message[EVIDENCE_BINDING_SEAL_MESSAGE_SIZE];
	struct fault fault = FAULT_NONE;

	evidence_binding_seal_message(evidence->sealed, message);
	if (!quote->ak_key)
		appraisal_add(appraisal, "seal", APPRAISAL_NOT_REACHED, NULL);
	else if (!is_signed(quote, &evidence->seal, message, sizeof(message), &fault))
		appraisal_add(appraisal, "seal", APPRAISAL_FAILED,
			      "%s: the bundle was changed after it was made", fault.text);
	else
		appraisal_add(appraisal, "seal", APPRAISAL_PASSED,
			      "the AK has signed the whole bundle");
}

void evidence_quote_check(struct evidence_quote *quote, const struct evidence *evidence,
			  const struct evidence_verify_params *params,
			  struct appraisal *appraisal)
{
	bool is_signature_good, is_quote_good;

	check_ak(quote, evidence, appraisal);
	check_binding(quote, params, appraisal);
	is_signature_good = check_signature(quote, evidence, appraisal);
	is_quote_good = check_quote(quote, evidence, appraisal);
	check_qualified_signer(quote, appraisal);
	quote->are_pcrs_proven = check_pcrs(quote, evidence, is_quote_good, appraisal) &&
				 is_signature_good;
	check_seal(quote, evidence, appraisal);
}

void evidence_quote_deinit(struct evidence_quote *quote)
{
	tpm_key_free(quote->ak_key);
	quote->ak_key = NULL;
}
