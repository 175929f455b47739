/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Collecting evidence.
 */
#include "lib/evidence/collect.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/evidence/collect_facts.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/ak_template.h"
#include "lib/policy/evidence_binding.h"
#include "lib/policy/hasher.h"
#include "lib/policy/tpm_name.h"
#include "lib/sys/tpm.h"

#define QUOTES_MAX	3

static struct evidence_bytes bytes_of(const void *data, size_t size)
{
	return (struct evidence_bytes){ .data = data, .size = size };
}

/* A bank that is not active is better found before the secure processor is asked. */
static int check_selection(const struct collect_request *request, struct tpm *tpm,
			   struct fault *fault)
{
	const struct tpm_ak_selection *selection = &request->selection;
	struct tpm_banks banks;
	size_t i, j;
	int r;

	r = tpm_banks_read(tpm, &banks, fault);
	if (r < 0)
		return r;
	for (i = 0; i < selection->count; i++) {
		for (j = 0; j < banks.count; j++)
			if (banks.banks[j].algorithm == selection->banks[i].algorithm)
				break;
		if (j == banks.count || selection->banks[i].pcrs & ~banks.banks[j].present)
			return fault_set(fault, -ENOENT, "%s: has not all of these PCRs active in "
					 "bank %s", request->tcti,
					 hash_algorithm_name(selection->banks[i].algorithm));
	}
	return 0;
}

static int take_ak(const struct collect_request *request, struct collection *collection,
		   struct fault *fault)
{
	struct tpm_public public;
	const uint8_t *data;
	size_t size;
	int r;

	r = tpm_open(request->tcti, &collection->tpm, fault);
	if (!r && request->is_selection_chosen)
		r = check_selection(request, collection->tpm, fault);
	if (!r)
		r = tpm_ak_open(collection->tpm, request->kind, &collection->ak, fault);
	if (r < 0)
		return r;
	if (tpm_ak_unkept(collection->ak))
		note_give(&request->notes, "the TPM does not keep the AK (%s): it is made each "
			  "time", tpm_ak_unkept(collection->ak));
	data = tpm_ak_public(collection->ak, &size);
	r = tpm_public_parse(data, size, &public, fault);
	if (!r)
		r = ak_template_check(&public, fault);
	if (r < 0)
		return r;
	r = tpm_name_of(&public, &collection->ak_name);
	return r < 0 ? fault_set(fault, r, "AK: its name cannot be computed") : 0;
}

static void note_wait(void *user, unsigned int ms)
{
	note_give(user, "waiting %u.%u s: the driver lets requests to the secure processor through "
		  "one by one, since too many of them can cost this machine its attestation",
		  ms / 1000, ms % 1000 / 100);
}

static int take_report(const struct collect_request *request, struct svsm_dev *dev,
		       struct collection *collection, struct fault *fault)
{
	struct attestation *attestation = &collection->attestation;
	int r;

	attestation->request.on_wait = note_wait;
	attestation->request.user = (void *)&request->notes;
	r = evidence_binding_report_nonce(&request->challenge, &collection->ak_name,
					  &request->ephemeral_key, attestation->request.nonce);
	if (r < 0)
		return fault_set(fault, r, "report: its nonce cannot be computed");
	r = svsm_dev_attest(dev, &attestation->request, &attestation->answer, fault);
	if (r < 0)
		return r;
	collection->stage = COLLECT_CHECK;
	return attestation_check(attestation, fault);
}

static int read_pcrs(const struct collect_request *request, struct tpm *tpm,
		     struct pcr_values *ret, struct fault *fault)
{
	struct pcr_values pcrs = { .count = 0 };
	unsigned int pcr;
	size_t i;
	int r;

	for (i = 0; i < request->selection.count; i++) {
		uint32_t mask = request->selection.banks[i].pcrs;
		struct pcr_values_bank *bank = &pcrs.banks[pcrs.count++];
		struct tpm_bank live = {
			.algorithm = request->selection.banks[i].algorithm,
			.present = mask,
			.digest_size = hash_algorithm_size(request->selection.banks[i].algorithm),
		};

		r = tpm_pcr_read(tpm, mask, &live, fault);
		if (r < 0)
			return r;
		bank->algorithm = live.algorithm;
		bank->digest_size = live.digest_size;
		bank->present = mask;
		for (pcr = 0; pcr < TPM_PCRS; pcr++)
			memcpy(bank->pcrs[pcr], live.pcrs[pcr], live.digest_size);
	}
	*ret = pcrs;
	return 0;
}

/* Whether the quote is of these values, in the order in which they were selected. */
static bool is_quote_of(const struct tpm_quote *quote, const struct pcr_values *pcrs)
{
	uint8_t digest[HASHER_SHA256_SIZE];
	struct hasher hasher;
	unsigned int pcr;
	size_t i;

	(void)hasher_init(&hasher, HASH_SHA256); /* it is known */
	for (i = 0; i < pcrs->count; i++)
		for (pcr = 0; pcr < TPM_PCRS; pcr++)
			if (pcrs->banks[i].present >> pcr & 1)
				hasher_add(&hasher, pcrs->banks[i].pcrs[pcr],
					   pcrs->banks[i].digest_size);
	hasher_end(&hasher, digest);
	return quote->digest_size == sizeof(digest) &&
	       !memcmp(quote->digest, digest, sizeof(digest));
}

/* A quote that is not by our key, not over our nonce, or not of our PCRs helps nobody. */
static int check_quote(const struct collect_request *request, const struct tpm_quote *quote,
		       const struct tpm_name *ak, const uint8_t *nonce, struct fault *fault)
{
	struct tpm_name qualified;
	size_t i;

	if (tpm_name_qualified(TPM_HIERARCHY_ENDORSEMENT, ak, &qualified) < 0 ||
	    !tpm_name_is(&qualified, quote->qualified_signer, quote->qualified_signer_size))
		return fault_set(fault, -EKEYREJECTED,
				 "quote: its key is not the AK in the endorsement hierarchy");
	if (quote->nonce_size != EVIDENCE_BINDING_QUOTE_NONCE_SIZE ||
	    memcmp(quote->nonce, nonce, quote->nonce_size))
		return fault_set(fault, -EKEYREJECTED, "quote: is over another nonce");
	for (i = 0; i < quote->count; i++)
		if (i >= request->selection.count ||
		    quote->banks[i].algorithm != request->selection.banks[i].algorithm ||
		    quote->banks[i].pcrs != request->selection.banks[i].pcrs)
			break;
	if (i != request->selection.count)
		return fault_set(fault, -EKEYREJECTED, "quote: selects other PCRs");
	return 0;
}

/* PCRs may move between their reading and the quote: then both are done once more. */
static int take_quote(const struct collect_request *request, struct collection *collection,
		      struct fault *fault)
{
	const struct svsm_dev_answer *answer = &collection->attestation.answer;
	const struct evidence_bytes report = bytes_of(answer->report, answer->report_size);
	const struct evidence_bytes manifest = bytes_of(answer->manifest, answer->manifest_size);
	uint8_t nonce[EVIDENCE_BINDING_QUOTE_NONCE_SIZE];
	struct tpm_quote quote;
	int r;

	r = evidence_binding_quote_nonce(&request->challenge, &report, &manifest, nonce);
	if (r < 0)
		return fault_set(fault, r, "quote: its nonce cannot be computed");
	while (collection->quotes++ < QUOTES_MAX) {
		r = read_pcrs(request, collection->tpm, &collection->pcrs, fault);
		if (!r)
			r = tpm_ak_quote(collection->ak, &request->selection, nonce, sizeof(nonce),
					 &collection->quote, fault);
		if (!r)
			r = tpm_quote_parse(collection->quote.attest, collection->quote.attest_size,
					    &quote, fault);
		if (!r)
			r = check_quote(request, &quote, &collection->ak_name, nonce, fault);
		if (r < 0)
			return r;
		if (is_quote_of(&quote, &collection->pcrs))
			return 0;
	}
	return fault_set(fault, -ESTALE, "%s: PCRs moved during each of %d quotes", request->tcti,
			 QUOTES_MAX);
}

/* The chain as the host gave it; a verifier looks for itself whether it is one. */
static void add_certs(const struct collection *collection, const struct note_taker *notes,
		      struct evidence *evidence)
{
	const struct attestation *attestation = &collection->attestation;
	const enum cert_kind chain[] = {
		attestation->report.signer == SNP_SIGNER_VLEK ? CERT_VLEK : CERT_VCEK,
		CERT_ASK,
		CERT_ARK,
	};
	size_t i;

	for (i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
		const struct cert_entry *entry = cert_table_find(&attestation->certs, chain[i]);

		if (!entry || !entry->size)
			continue;
		if (entry->size > EVIDENCE_CERT_MAX)
			note_give(notes, "the host's %s has %zu bytes, and is left out",
				  cert_kind_name(chain[i]), entry->size);
		else
			evidence->certs[evidence->cert_count++] =
				bytes_of(entry->data, entry->size);
	}
	if (attestation->are_certs_malformed)
		note_give(notes, "%s: the evidence goes without", attestation->certs_fault.text);
	else if (!evidence->cert_count)
		note_give(notes, "the host gave no certificates: the verifier must have them");
}

static int write_bundle(const struct collect_request *request, struct collection *collection,
			struct fault *fault)
{
	const struct svsm_dev_answer *answer = &collection->attestation.answer;
	const struct tpm_ak_quote *quote = &collection->quote;
	struct evidence evidence = {
		.challenge = request->challenge,
		.ephemeral_key = request->ephemeral_key,
		.report = bytes_of(answer->report, answer->report_size),
		.manifest = bytes_of(answer->manifest, answer->manifest_size),
		.attest = bytes_of(quote->attest, quote->attest_size),
		.signature = bytes_of(quote->signature.bytes, quote->signature.size),
		.pcrs = collection->pcrs,
	};
	uint8_t message[EVIDENCE_BINDING_SEAL_MESSAGE_SIZE];
	struct tpm_ak_signature seal;
	struct collect_facts facts;
	enum evidence_log kind;
	int r;

	evidence.ak.data = tpm_ak_public(collection->ak, &evidence.ak.size);
	for (kind = 0; kind < _EVIDENCE_LOG_MAX; kind++)
		if (collection->logs.bytes[kind].size)
			evidence.logs[kind] = bytes_of(collection->logs.bytes[kind].data,
						       collection->logs.bytes[kind].size);
	add_certs(collection, &request->notes, &evidence);
	collect_facts(collection, &facts, &evidence);
	r = evidence_encode(&evidence, &collection->bundle, fault);
	if (r < 0)
		return r;
	const struct evidence_bytes sealed[2] = {
		bytes_of(collection->bundle.data, collection->bundle.size),
	};
	evidence_binding_seal_message(sealed, message);
	r = tpm_ak_sign(collection->ak, message, sizeof(message), &seal, fault);
	if (r < 0)
		return r;
	r = evidence_seal(&collection->bundle, seal.bytes, seal.size);
	return r < 0 ? fault_set(fault, r, "bundle: cannot be sealed") : 0;
}

int collect(const struct collect_request *request, struct svsm_dev *dev, struct collection *ret,
	    struct fault *fault)
{
	int r;

	ret->stage = COLLECT_ASK;
	r = svsm_dev_info(dev, &ret->info, fault);
	if (r < 0)
		return r;
	ret->stage = COLLECT_KEY;
	r = take_ak(request, ret, fault);
	if (r < 0)
		return r;
	ret->stage = COLLECT_ASK;
	r = take_report(request, dev, ret, fault);
	if (r < 0)
		return r;
	ret->stage = COLLECT_QUOTE;
	r = collect_logs_begin(&ret->logs, &request->logs, &request->notes, fault);
	if (!r)
		r = take_quote(request, ret, fault);
	collect_logs_release(&ret->logs);
	if (!r && request->is_full)
		r = collect_logs_ima(&ret->logs, &request->logs, &ret->pcrs, &request->notes,
				     fault);
	if (r < 0)
		return r;
	ret->stage = COLLECT_SEAL;
	return write_bundle(request, ret, fault);
}

void collection_deinit(struct collection *collection)
{
	svsm_dev_answer_deinit(&collection->attestation.answer);
	collect_logs_deinit(&collection->logs);
	buffer_deinit(&collection->bundle);
	tpm_ak_close(collection->ak);
	tpm_close(collection->tpm);
}
