/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest of the tests' own.  See evidence_world.h.
 */
#include "tests/unit/evidence_world.h"

#include "lib/format/tpm_algorithm.h"
#include "lib/policy/evidence_binding.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/tpm_name.h"
#include "tests/unit/log_builder.h"
#include "tests/unit/tpm_builder.h"

#define POLICY	"{\"version\":1,\"report\":{\"measurements\":[\"4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d" \
		"4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d\"]}}"
#define PHASE_DIGEST	"1111111111111111111111111111111111111111111111111111111111111111"
#define PHASE		"\x1e{\"pcr\":11,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"" \
			PHASE_DIGEST "\"}],\"content_type\":\"systemd\",\"content\":" \
			"{\"string\":\"enter-initrd\",\"eventType\":\"phase\"}}\n"

static const struct evidence_fact facts[] = {
	{ "kernel", "6.12 \"test\"" },
	{ "hostname", "guest\\one" },
};

static struct evidence_bytes span(const struct bytes *bytes)
{
	return (struct evidence_bytes){ bytes->data, bytes->size };
}

void evidence_world_make_keys(struct evidence_world *world)
{
	world_make_keys(&world->amd);
	world->ek_key = EVP_RSA_gen(2048);
	world->ak_key = EVP_EC_gen("P-256");
	assert_true(world->ek_key && world->ak_key);
}

void evidence_world_free_keys(struct evidence_world *world)
{
	world_free_keys(&world->amd);
	EVP_PKEY_free(world->ek_key);
	EVP_PKEY_free(world->ak_key);
}

static struct tpm_name name_of(const struct bytes *public)
{
	struct tpm_public parsed;
	struct tpm_name name;

	assert_int_equal(tpm_public_parse(public->data, public->size, &parsed, NULL), 0);
	assert_int_equal(tpm_name_of(&parsed, &name), 0);
	return name;
}

void evidence_world_put_ak(struct evidence_world *world)
{
	struct tpm_name name;

	world->ak.size = 0;
	if (EVP_PKEY_is_a(world->ak_key, "RSA"))
		put_rsa_public(&world->ak, world->ak_key, TPM_SCHEME_RSASSA);
	else
		put_ecc_public(&world->ak, world->ak_key);
	world->evidence.ak = span(&world->ak);
	name = name_of(&world->ak);
	memcpy(world->record.ak_name, name.bytes, sizeof(world->record.ak_name));
}

void evidence_world_put_manifest(struct evidence_world *world)
{
	static const uint8_t table[16] = { 0xbb, 0x9e, 0x84, 0x63, 0x92, 0x3d, 0x70, 0x46,
					   0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb };
	static const uint8_t vtpm[16] = { 0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45,
					  0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3 };
	struct bytes modulus = { .size = 0 };
	struct tpm_name name;

	put_number(&modulus, world->ek_key, OSSL_PKEY_PARAM_RSA_N, 256);
	world->ek.size = 0;
	put_ek_public(&world->ek, modulus.data + 2);
	name = name_of(&world->ek);
	memcpy(world->record.ek_name, name.bytes, sizeof(world->record.ek_name));

	world->manifest.size = 0;
	put(&world->manifest, table, sizeof(table));
	put_le(&world->manifest, 48 + world->ek.size, 4);
	put_le(&world->manifest, 1, 4);
	put(&world->manifest, vtpm, sizeof(vtpm));
	put_le(&world->manifest, 48, 4);
	put_le(&world->manifest, world->ek.size, 4);
	put(&world->manifest, world->ek.data, world->ek.size);
	world->evidence.manifest = span(&world->manifest);
}

void evidence_world_put_report(struct evidence_world *world)
{
	struct evidence *evidence = &world->evidence;
	uint8_t nonce[EVIDENCE_BINDING_REPORT_NONCE_SIZE];
	struct tpm_name ak = name_of(&world->ak);
	struct bytes message = { .size = 0 };

	assert_int_equal(evidence_binding_report_nonce(&evidence->challenge, &ak,
						       &evidence->ephemeral_key, nonce), 0);
	put(&message, nonce, sizeof(nonce));
	put(&message, world->manifest.data, world->manifest.size);
	assert_int_equal(EVP_Digest(message.data, message.size, world->amd.report.data + 0x50, NULL,
				    EVP_sha512(), NULL), 1);
	world_sign(&world->amd, world->amd.leaf.key);
	evidence->report = span(&world->amd.report);
}

static void extend(uint8_t pcr[static 32], const uint8_t digest[static 32])
{
	uint8_t both[64];

	memcpy(both, pcr, 32);
	memcpy(both + 32, digest, 32);
	assert_int_equal(EVP_Digest(both, sizeof(both), pcr, NULL, EVP_sha256(), NULL), 1);
}

/* Three events of firmware, and one of systemd: their digests are of one byte each. */
static void put_logs(struct evidence_world *world)
{
	world->firmware.size = world->systemd.size = world->ima.size = 0;
	put_spec_id(&world->firmware);
	put_agile_event(&world->firmware, 0, EV_S_CRTM_VERSION, 0x01, "1.0", 4);
	put_agile_event(&world->firmware, 4, EV_SEPARATOR, 0x02, "\0\0\0\0", 4);
	put_agile_event(&world->firmware, 7, EV_SEPARATOR, 0x03, "\0\0\0\0", 4);
	put(&world->systemd, PHASE, strlen(PHASE));
	world->evidence.logs[EVIDENCE_LOG_FIRMWARE] = span(&world->firmware);
	world->evidence.logs[EVIDENCE_LOG_SYSTEMD] = span(&world->systemd);
	world->evidence.logs[EVIDENCE_LOG_IMA] = (struct evidence_bytes){ NULL, 0 };
}

void evidence_world_put_pcrs(struct evidence_world *world)
{
	struct pcr_values_bank *bank = &world->evidence.pcrs.banks[0];
	uint8_t digest[32];

	world->evidence.pcrs.count = 1;
	*bank = (struct pcr_values_bank){
		.algorithm = HASH_SHA256, .digest_size = 32, .present = EVIDENCE_WORLD_PCRS,
	};
	extend(bank->pcrs[0], memset(digest, 0x01, sizeof(digest)));
	extend(bank->pcrs[4], memset(digest, 0x02, sizeof(digest)));
	extend(bank->pcrs[7], memset(digest, 0x03, sizeof(digest)));
	extend(bank->pcrs[11], memset(digest, 0x11, sizeof(digest)));
}

/* The bank of the quote's selection @i: each, and the first again. */
static const struct pcr_values_bank *selected(const struct evidence_world *world, size_t i)
{
	const struct pcr_values *pcrs = &world->evidence.pcrs;

	return &pcrs->banks[i < pcrs->count ? i : 0];
}

static void put_selection_of_pcrs(const struct evidence_world *world, struct bytes *attest)
{
	const size_t count = world->evidence.pcrs.count + world->repeats;
	size_t i;

	put_be(attest, count, 4);
	for (i = 0; i < count; i++) {
		put_be(attest, selected(world, i)->algorithm, 2);
		put_be(attest, 3, 1);
		put_le(attest, selected(world, i)->present, 3);
	}
}

static void put_digest_of_pcrs(const struct evidence_world *world, struct bytes *attest)
{
	const size_t count = world->evidence.pcrs.count + world->repeats;
	struct bytes values = { .size = 0 };
	uint8_t digest[32];
	unsigned int pcr;
	size_t i;

	for (i = 0; i < count; i++)
		for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
			if (selected(world, i)->present >> pcr & 1)
				put(&values, selected(world, i)->pcrs[pcr],
				    selected(world, i)->digest_size);
	assert_int_equal(EVP_Digest(values.data, values.size, digest, NULL, EVP_sha256(), NULL), 1);
	put_sized(attest, digest, sizeof(digest));
}

void evidence_world_sign_quote(struct evidence_world *world)
{
	const bool is_rsa = EVP_PKEY_is_a(world->ak_key, "RSA");

	world->signature.size = 0;
	put_signature(&world->signature, world->ak_key,
		      is_rsa ? TPM_SCHEME_RSASSA : TPM_SCHEME_ECDSA, "SHA2-256", HASH_SHA256,
		      world->attest.data, world->attest.size);
	world->evidence.attest = span(&world->attest);
	world->evidence.signature = span(&world->signature);
}

void evidence_world_put_quote(struct evidence_world *world)
{
	struct evidence *evidence = &world->evidence;
	uint8_t nonce[EVIDENCE_BINDING_QUOTE_NONCE_SIZE];
	struct tpm_name ak = name_of(&world->ak), qualified;
	struct bytes *attest = &world->attest;

	assert_int_equal(tpm_name_qualified(world->hierarchy, &ak, &qualified), 0);
	assert_int_equal(evidence_binding_quote_nonce(&evidence->challenge, &evidence->report,
						      &evidence->manifest, nonce), 0);
	attest->size = 0;
	put_be(attest, 0xff544347, 4);
	put_be(attest, 0x8018, 2);
	put_sized(attest, qualified.bytes, qualified.size);
	put_sized(attest, nonce, sizeof(nonce));
	put_be(attest, 123456, 8);
	put_be(attest, 7, 4);
	put_be(attest, 2, 4);
	put_be(attest, 1, 1);
	put_be(attest, 0x20240125, 8);
	put_selection_of_pcrs(world, attest);
	put_digest_of_pcrs(world, attest);
	evidence_world_sign_quote(world);
}

void evidence_world_put_certs(struct evidence_world *world)
{
	const struct world_cert *certs[] = { &world->amd.leaf, &world->amd.ask, &world->amd.ark };
	struct fault fault = FAULT_NONE;
	size_t i;

	snp_certs_deinit(&world->arks);
	for (i = 0; i < 3; i++) {
		OPENSSL_free(world->certs[i]);
		world->certs[i] = world_encode(certs[i], &world->evidence.certs[i].size);
		world->evidence.certs[i].data = world->certs[i];
	}
	world->evidence.cert_count = 3;
	assert_int_equal(snp_certs_add(&world->arks, world->certs[2],
				       world->evidence.certs[2].size, &fault), 0);
	world->params.ark = world->arks.items[0];
}

void evidence_world_put_policy(struct evidence_world *world, const char *text)
{
	struct fault fault = FAULT_NONE;

	policy_free(world->policy);
	world->policy = NULL;
	if (policy_parse(text, strlen(text), &world->policy, &fault) < 0)
		fail_msg("%s", fault.text);
	world->params.policy = world->policy;
}

void evidence_world_init(struct evidence_world *world)
{
	EVP_PKEY *const ek = world->ek_key, *const ak = world->ak_key;
	const struct world amd = world->amd;

	*world = (struct evidence_world){ .ek_key = ek, .ak_key = ak, .amd = amd };
	world_reset(&world->amd);
	memset(world->amd.report.data + 0x90, EVIDENCE_WORLD_MEASUREMENT, SNP_REPORT_DIGEST_SIZE);
	memset(world->amd.report.data + 0x140, 0x1d, SNP_REPORT_ID_SIZE);
	world->hierarchy = TPM_HIERARCHY_ENDORSEMENT;
	memset(world->challenge, 0xc4, sizeof(world->challenge));
	world->evidence.challenge = (struct evidence_bytes){ world->challenge,
							     sizeof(world->challenge) };
	memcpy(world->evidence.facts, facts, sizeof(facts));
	world->evidence.fact_count = sizeof(facts) / sizeof(facts[0]);
	world->record.time = WORLD_NOW - 60;
	strcpy(world->record.verifier, "somebody");
	evidence_world_put_policy(world, POLICY);
	evidence_world_put_certs(world);
	evidence_world_put_ak(world);
	evidence_world_put_manifest(world);
	evidence_world_put_report(world);
	put_logs(world);
	evidence_world_put_pcrs(world);
	evidence_world_put_quote(world);
	world->params.challenge = world->challenge;
	world->params.challenge_size = sizeof(world->challenge);
	world->params.binding = &world->record;
	world->params.now = WORLD_NOW;
}

void evidence_world_deinit(struct evidence_world *world)
{
	size_t i;

	policy_free(world->policy);
	world->policy = NULL;
	snp_certs_deinit(&world->arks);
	for (i = 0; i < 3; i++) {
		OPENSSL_free(world->certs[i]);
		world->certs[i] = NULL;
	}
}

void evidence_world_write(const struct evidence_world *world, struct buffer *ret)
{
	const bool is_rsa = EVP_PKEY_is_a(world->ak_key, "RSA");
	uint8_t message[EVIDENCE_BINDING_SEAL_MESSAGE_SIZE];
	struct evidence_bytes sealed[2] = { { NULL, 0 } };
	struct bytes seal = { .size = 0 };
	struct fault fault = FAULT_NONE;

	if (evidence_encode(&world->evidence, ret, &fault) < 0)
		fail_msg("%s", fault.text);
	sealed[0] = (struct evidence_bytes){ ret->data, ret->size };
	evidence_binding_seal_message(sealed, message);
	put_signature(&seal, world->ak_key, is_rsa ? TPM_SCHEME_RSASSA : TPM_SCHEME_ECDSA,
		      "SHA2-256", HASH_SHA256, message, sizeof(message));
	assert_int_equal(evidence_seal(ret, seal.data, seal.size), 0);
}

enum verdict evidence_world_verify(struct evidence_world *world, const void *text, size_t size)
{
	uint8_t *exact = exact_copy(text, size);
	enum verdict verdict;

	world->params.bundle = exact;
	world->params.bundle_size = size;
	verdict = evidence_verify(&world->params, &world->verification);
	assert_int_equal(verdict, world->verification.appraisal.verdict);
	free(exact);
	return verdict;
}

enum verdict evidence_world_run(struct evidence_world *world)
{
	struct buffer text = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	enum verdict verdict;

	evidence_world_write(world, &text);
	verdict = evidence_world_verify(world, text.data, text.size);
	buffer_deinit(&text);
	return verdict;
}

static void print_lines(const struct evidence_world *world)
{
	const struct appraisal *appraisal = &world->verification.appraisal;
	size_t i;

	for (i = 0; i < appraisal->count; i++)
		print_message("%s: %s: %s\n", appraisal->lines[i].name,
			      appraisal_state_name(appraisal->lines[i].state),
			      appraisal->lines[i].reason);
}

void evidence_world_assert_fails(const struct evidence_world *world, const char *line,
				 const char *reason)
{
	const struct appraisal *appraisal = &world->verification.appraisal;
	const struct appraisal_line *first = appraisal_first_objection(appraisal);

	if (appraisal->verdict == VERDICT_REJECTED && first && !strcmp(first->name, line) &&
	    strstr(first->reason, reason))
		return;
	print_lines(world);
	fail_msg("not refused by '%s' with '%s'", line, reason);
}

void evidence_world_assert_accepted(const struct evidence_world *world)
{
	if (world->verification.appraisal.verdict == VERDICT_ACCEPTED)
		return;
	print_lines(world);
	fail();
}

const struct appraisal_line *evidence_world_line(const struct evidence_world *world,
						 const char *name)
{
	const struct appraisal *appraisal = &world->verification.appraisal;
	size_t i;

	for (i = 0; i < appraisal->count; i++)
		if (!strcmp(appraisal->lines[i].name, name))
			return &appraisal->lines[i];
	return NULL;
}
