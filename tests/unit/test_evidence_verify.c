/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Verifying bundles: good ones, one lie each, and every byte changed once.
 * tests/unit/test_evidence_swaps.c has parts of other machines and times,
 * tests/unit/test_evidence_chain.c the revocation lists, tests/unit/test_evidence_logs.c
 * the logs.
 */
#include "tests/unit/evidence_fixture.h"

#include "lib/policy/snp_cert.h"
#include "tests/unit/tpm_builder.h"

static EVP_PKEY *rsa_ak;

static int make_keys(void **state)
{
	evidence_world_make_keys(&world);
	rsa_ak = EVP_RSA_gen(2048);
	return 0;
}

static int free_keys(void **state)
{
	evidence_world_free_keys(&world);
	EVP_PKEY_free(rsa_ak);
	return 0;
}

static enum appraisal_state state_of(const char *name)
{
	const struct appraisal_line *line = evidence_world_line(&world, name);

	assert_non_null(line);
	return line->state;
}

static void assert_fails(const char *line, const char *reason)
{
	assert_int_equal(evidence_world_run(&world), VERDICT_REJECTED);
	evidence_world_assert_fails(&world, line, reason);
}

static void a_true_bundle_is_accepted(void **state)
{
	const struct evidence_identity *identity = &world.verification.identity;

	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
	assert_int_equal(identity->report_id[0], 0x1d);
	assert_int_equal(identity->reset_count, 7);
	assert_int_equal(identity->restart_count, 2);
	assert_int_equal(identity->clock, 123456);
	assert_true(identity->is_safe);
	assert_int_equal(identity->ek_name.size, 34);
	assert_memory_equal(identity->ak_name.bytes, world.record.ak_name, 34);
	assert_int_equal(state_of("log-firmware"), APPRAISAL_PASSED);
	assert_int_equal(state_of("log-systemd"), APPRAISAL_PASSED);
	assert_int_equal(state_of("crl"), APPRAISAL_STATED);
}

static void nothing_is_known_of_what_is_rejected(void **state)
{
	static const struct evidence_identity nothing;

	world.params.binding = NULL;
	assert_int_equal(evidence_world_run(&world), VERDICT_REJECTED);
	assert_memory_equal(&world.verification.identity, &nothing, sizeof(nothing));
}

static void an_ephemeral_key_is_covered(void **state)
{
	world.evidence.ephemeral_key = (struct evidence_bytes){ (const uint8_t *)"key", 3 };
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
}

static void an_rsa_key_may_attest(void **state)
{
	EVP_PKEY *ecc = world.ak_key;

	world.ak_key = rsa_ak;
	evidence_world_put_ak(&world);
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	evidence_world_run(&world);
	world.ak_key = ecc;
	evidence_world_assert_accepted(&world);
}

static void the_verifiers_certificates_do_as_well(void **state)
{
	struct snp_certs certs = { .count = 0 };

	world_add(&world.amd.ask, &certs);
	world_add(&world.amd.ark, &certs);
	world.params.certs = &certs;
	world.evidence.cert_count = 1;
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
	snp_certs_deinit(&certs);
}

static void a_certificate_that_nobody_needs_is_refused(void **state)
{
	struct world_cert other = world.amd.ask;
	uint8_t *der;

	other.name = "SEV-Genoa";
	der = world_encode(&other, &world.evidence.certs[3].size);
	world.evidence.certs[3].data = der;
	world.evidence.cert_count = 4;
	assert_fails("certificates", "'SEV-Genoa', is no part of the chain");
	OPENSSL_free(der);
}

static void a_certificate_stands_once(void **state)
{
	world.evidence.certs[3] = world.evidence.certs[1];
	world.evidence.cert_count = 4;
	assert_fails("certificates", "stands twice");
}

static void what_is_no_certificate_is_refused(void **state)
{
	world.evidence.certs[3] = (struct evidence_bytes){ (const uint8_t *)"0", 1 };
	world.evidence.cert_count = 4;
	assert_fails("certificates", "number 3");
}

static void a_root_that_nobody_named_is_refused(void **state)
{
	world.params.ark = NULL;
	assert_fails("snp-root", "not one of AMD's pinned roots");
}

static void another_challenge_is_refused(void **state)
{
	uint8_t other[32];

	world.params.challenge = memset(other, 0xc5, sizeof(other));
	assert_fails("challenge", "another challenge");
}

static void half_a_challenge_is_refused(void **state)
{
	world.params.challenge_size = 16;
	assert_fails("challenge", "another challenge");
}

static void a_report_of_the_guests_own_level_is_refused(void **state)
{
	set_le(&world.amd.report, 0x30, 2, 4);
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	assert_fails("report-vmpl", "VMPL 2");
	assert_int_equal(state_of("report-data"), APPRAISAL_FAILED);
}

static void a_guest_that_can_be_debugged_is_refused(void **state)
{
	set_le(&world.amd.report, 8, 0xb0000, 8);
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	assert_fails("report-debug", "possible");
}

static void without_a_policy_no_measurement_is_trusted(void **state)
{
	evidence_world_put_policy(&world, "{\"version\":1}");
	assert_fails("report-measurement", "");
}

static void a_manifest_without_a_tpm_is_refused(void **state)
{
	world.manifest.data[24] ^= 1;
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	assert_fails("manifest", "offers no TPM");
}

/* What an SVSM answers to an attestation of one service: the report would cover it too. */
static void a_single_services_manifest_is_refused(void **state)
{
	world.manifest = world.ek;
	world.evidence.manifest.size = world.manifest.size;
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	assert_fails("manifest", "");
}

static void an_ek_of_another_template_is_refused(void **state)
{
	world.manifest.data[48 + 4] ^= 0x80; /* a bit of its attributes */
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	assert_fails("ek", "attributes");
}

static void an_ak_that_signs_anything_is_refused(void **state)
{
	set_be(&world.ak, 4, 0x00040072, 4); /* not restricted */
	evidence_world_put_report(&world);
	evidence_world_put_quote(&world);
	assert_fails("ak", "not restricted");
}

static void an_ak_of_another_hierarchy_is_refused(void **state)
{
	world.hierarchy = 0x40000001; /* TPM_RH_OWNER */
	evidence_world_put_quote(&world);
	assert_fails("qualified-signer", "endorsement hierarchy");
}

static void without_a_record_the_ak_is_nobodys(void **state)
{
	world.params.binding = NULL;
	assert_fails("ak-binding", "there is no record");
}

static void a_policy_may_waive_the_record(void **state)
{
	world.params.binding = NULL;
	evidence_world_put_policy(&world, "{\"version\":1,\"report\":{\"measurements\":\"any\"},"
					  "\"vtpm\":{\"ak_binding\":\"waived\"}}");
	evidence_world_run(&world);
	evidence_world_assert_accepted(&world);
	assert_int_equal(state_of("ak-binding"), APPRAISAL_WAIVED);
	assert_non_null(appraisal_next_waived(&world.verification.appraisal, NULL));
}

static void a_record_of_another_ek_is_refused(void **state)
{
	world.record.ek_name[33] ^= 1;
	assert_fails("ak-binding", "another EK");
}

static void a_record_of_another_ak_is_refused(void **state)
{
	world.record.ak_name[33] ^= 1;
	assert_fails("ak-binding", "another AK");
}

static void a_record_of_tomorrow_is_refused(void **state)
{
	world.record.time = WORLD_NOW + 1;
	assert_fails("ak-binding", "a time to come");
}

static void a_wrong_record_is_not_waived(void **state)
{
	world.record.ek_name[33] ^= 1;
	evidence_world_put_policy(&world, "{\"version\":1,\"report\":{\"measurements\":\"any\"},"
					  "\"vtpm\":{\"ak_binding\":\"waived\"}}");
	assert_fails("ak-binding", "another EK");
}

static void a_quote_of_another_magic_is_refused(void **state)
{
	world.attest.data[0] ^= 1;
	evidence_world_sign_quote(&world);
	assert_fails("quote", "");
}

static void a_byte_behind_the_quote_is_refused(void **state)
{
	put(&world.attest, "", 1);
	evidence_world_sign_quote(&world);
	assert_fails("quote", "");
}

static void a_size_before_the_quote_is_refused(void **state)
{
	struct bytes sized = { .size = 0 };

	put_sized(&sized, world.attest.data, world.attest.size);
	world.attest = sized;
	evidence_world_sign_quote(&world);
	assert_fails("quote", "a size stands before it");
}

static void values_that_were_not_quoted_are_refused(void **state)
{
	world.evidence.pcrs.banks[0].pcrs[4][0] ^= 1;
	assert_fails("pcrs", "not those that were quoted");
	assert_int_equal(state_of("logs"), APPRAISAL_NOT_REACHED);
}

static void a_value_that_is_not_selected_is_refused(void **state)
{
	world.evidence.pcrs.banks[0].present |= 1u << 12;
	assert_fails("quote", "selects other PCRs");
}

static void a_value_that_is_selected_is_there(void **state)
{
	world.evidence.pcrs.banks[0].present &= ~1u;
	assert_fails("quote", "selects other PCRs");
}

static void a_bank_that_is_not_selected_is_refused(void **state)
{
	struct pcr_values *pcrs = &world.evidence.pcrs;

	pcrs->banks[1] = pcrs->banks[0];
	pcrs->banks[1].algorithm = HASH_SHA3_256;
	pcrs->count = 2;
	assert_fails("quote", "selects other PCRs");
}

/* As many selections as banks, but one bank twice: nobody has quoted the other. */
static void a_bank_that_is_quoted_twice_stands_for_no_other(void **state)
{
	struct pcr_values *pcrs = &world.evidence.pcrs;

	world.repeats = 1;
	evidence_world_put_quote(&world);
	pcrs->banks[1] = pcrs->banks[0];
	pcrs->banks[1].algorithm = HASH_SHA3_256;
	pcrs->count = 2;
	assert_fails("quote", "selects other PCRs");
}

static void a_signature_of_another_key_is_refused(void **state)
{
	EVP_PKEY *ak = world.ak_key;

	world.ak_key = EVP_EC_gen("P-256");
	evidence_world_sign_quote(&world);
	EVP_PKEY_free(world.ak_key);
	world.ak_key = ak;
	assert_fails("quote-signature", "");
	assert_int_equal(state_of("logs"), APPRAISAL_NOT_REACHED);
}

/* The whole of a bundle is bound: to AMD's key, to the TPM's, or to its own form. */
static void no_byte_can_be_changed(void **state)
{
	struct buffer text = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	size_t i, count = 0, malformed = 0;

	evidence_world_write(&world, &text);
	evidence_world_verify(&world, text.data, text.size);
	evidence_world_assert_accepted(&world);
	world.params.bundle = text.data;
	world.params.bundle_size = text.size;
	for (i = 0; i < text.size; i++) {
		text.data[i] ^= (uint8_t)(1 << (i % 8));
		if (evidence_verify(&world.params, &world.verification) != VERDICT_REJECTED)
			fail_msg("byte %zu: accepted", i);
		malformed += world.verification.appraisal.count == 1;
		text.data[i] ^= (uint8_t)(1 << (i % 8));
		count++;
	}
	assert_int_equal(count, text.size);
	print_message("%zu bytes changed, one at a time: %zu malformed, %zu rejected by a "
		      "question\n", count, malformed, count - malformed);
	assert_true(malformed < count / 2 + count / 4);
	buffer_deinit(&text);
}

static void a_bundle_that_is_cut_is_refused(void **state)
{
	struct buffer text = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	size_t size;

	evidence_world_write(&world, &text);
	for (size = 0; size < text.size; size += 1 + size / 64) {
		assert_int_equal(evidence_world_verify(&world, text.data, size), VERDICT_REJECTED);
		assert_int_equal(world.verification.appraisal.count, 1);
	}
	buffer_deinit(&text);
}

#define TEST(name)	\
	cmocka_unit_test_setup_teardown(name, evidence_fixture_set_up, evidence_fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_true_bundle_is_accepted),
		TEST(nothing_is_known_of_what_is_rejected),
		TEST(an_ephemeral_key_is_covered),
		TEST(an_rsa_key_may_attest),
		TEST(the_verifiers_certificates_do_as_well),
		TEST(a_certificate_that_nobody_needs_is_refused),
		TEST(a_certificate_stands_once),
		TEST(what_is_no_certificate_is_refused),
		TEST(a_root_that_nobody_named_is_refused),
		TEST(another_challenge_is_refused),
		TEST(half_a_challenge_is_refused),
		TEST(a_report_of_the_guests_own_level_is_refused),
		TEST(a_guest_that_can_be_debugged_is_refused),
		TEST(without_a_policy_no_measurement_is_trusted),
		TEST(a_manifest_without_a_tpm_is_refused),
		TEST(a_single_services_manifest_is_refused),
		TEST(an_ek_of_another_template_is_refused),
		TEST(an_ak_that_signs_anything_is_refused),
		TEST(an_ak_of_another_hierarchy_is_refused),
		TEST(without_a_record_the_ak_is_nobodys),
		TEST(a_policy_may_waive_the_record),
		TEST(a_record_of_another_ek_is_refused),
		TEST(a_record_of_another_ak_is_refused),
		TEST(a_record_of_tomorrow_is_refused),
		TEST(a_wrong_record_is_not_waived),
		TEST(a_quote_of_another_magic_is_refused),
		TEST(a_byte_behind_the_quote_is_refused),
		TEST(a_size_before_the_quote_is_refused),
		TEST(values_that_were_not_quoted_are_refused),
		TEST(a_value_that_is_not_selected_is_refused),
		TEST(a_value_that_is_selected_is_there),
		TEST(a_bank_that_is_not_selected_is_refused),
		TEST(a_bank_that_is_quoted_twice_stands_for_no_other),
		TEST(a_signature_of_another_key_is_refused),
		TEST(no_byte_can_be_changed),
		TEST(a_bundle_that_is_cut_is_refused),
	};

	return cmocka_run_group_tests_name("evidence verification", tests, make_keys, free_keys);
}
