/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Verifying reports: good ones of every kind, and that neither a changed byte nor
 * another key, root or chain passes.  tests/unit/test_snp_verify_bad.c has the rest.
 */
#include "tests/unit/snp_world.h"

#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_certs.h"
#include "lib/policy/snp_verify.h"

static struct world world;
static EVP_PKEY *p256_key, *other_key, *small_key;
static struct snp_verification verification;

static int make_keys(void **state)
{
	world_make_keys(&world);
	p256_key = EVP_EC_gen("P-256");
	other_key = EVP_EC_gen("P-384");
	small_key = EVP_RSA_gen(2048);
	return 0;
}

static int free_keys(void **state)
{
	world_free_keys(&world);
	EVP_PKEY_free(p256_key);
	EVP_PKEY_free(other_key);
	EVP_PKEY_free(small_key);
	return 0;
}

static int reset(void **state)
{
	world_reset(&world);
	return 0;
}

static enum verdict verify_as_is(void)
{
	return world_verify(&world, true, &verification);
}

static enum verdict verify(void)
{
	world_sign(&world, world.leaf.key);
	return verify_as_is();
}

static void assert_accepted(void)
{
	enum snp_verify_step step;

	if (verify() == VERDICT_ACCEPTED) {
		assert_int_equal(verification.verdict, VERDICT_ACCEPTED);
		return;
	}
	for (step = 0; step < _SNP_STEP_MAX; step++)
		print_message("%s: %s\n", snp_verify_step_name(step),
			      verification.steps[step].reason);
	fail();
}

static void a_genuine_report_is_accepted(void **state)
{
	assert_accepted();
	assert_int_equal(verification.steps[SNP_STEP_PRODUCT].state, SNP_STATE_PASSED);
	assert_int_equal(verification.steps[SNP_STEP_CHIP].state, SNP_STATE_PASSED);
	assert_string_equal(verification.steps[SNP_STEP_TCB].reason,
			    "boot loader 4, TEE 0, SNP 24, microcode 219");
	assert_non_null(strstr(verification.steps[SNP_STEP_ROOT].reason, "NOT AMD's"));
	assert_false(snp_verify_is_unproven(&verification));
}

static void version_two_names_no_processor(void **state)
{
	set_le(&world.report, 0x000, 2, 4);
	set_le(&world.report, 0x188, 0, 3);
	assert_accepted();
	assert_int_equal(verification.steps[SNP_STEP_PRODUCT].state, SNP_STATE_STATED);
}

static void turin_is_laid_out_differently(void **state)
{
	world_make_turin(&world);
	assert_accepted();
	assert_string_equal(verification.steps[SNP_STEP_TCB].reason,
			    "FMC 1, boot loader 4, TEE 0, SNP 24, microcode 219");
}

static void a_vlek_is_of_no_chip(void **state)
{
	world_make_vlek(&world);
	memset(world.report.data + 0x1a0, 0x77, 64);
	assert_accepted();
	assert_int_equal(verification.steps[SNP_STEP_CHIP].state, SNP_STATE_STATED);
}

static void a_masked_chip_id_is_stated(void **state)
{
	memset(world.report.data + 0x1a0, 0, 64);
	assert_accepted();
	assert_int_equal(verification.steps[SNP_STEP_CHIP].state, SNP_STATE_STATED);
}

static void what_the_guest_is_is_stated_not_judged(void **state)
{
	set_le(&world.report, 0x008, 0xb0000, 8);
	set_le(&world.report, 0x030, 2, 4);
	assert_accepted();
	assert_string_equal(verification.steps[SNP_STEP_VMPL].reason, "asked for at VMPL 2");
	assert_non_null(strstr(verification.steps[SNP_STEP_POLICY].reason, "ALLOWED"));
}

static void a_root_that_nobody_named_is_refused(void **state)
{
	world_sign(&world, world.leaf.key);
	assert_int_equal(world_verify(&world, false, &verification), VERDICT_REJECTED);
	world_assert_fails(&verification, SNP_STEP_ROOT, "not one of AMD's pinned roots", "unnamed");
	assert_true(snp_verify_is_unproven(&verification));
}

static void a_leaf_alone_proves_nothing(void **state)
{
	world.ark.is_left_out = world.ask.is_left_out = true;
	assert_int_equal(verify(), VERDICT_REJECTED);
	world_assert_fails(&verification, SNP_STEP_ISSUER, "chain unproven", "alone");
	assert_true(snp_verify_is_unproven(&verification));
}

static void a_leaf_that_signed_itself_is_refused(void **state)
{
	world.leaf.issuer_name = world.leaf.name;
	world.leaf.issuer_key = world.leaf.key;
	assert_int_equal(verify(), VERDICT_REJECTED);
	world_assert_fails(&verification, SNP_STEP_ISSUER, "chain unproven", "self-signed");
}

/* Of several certificates for one key the one that leads to the root counts. */
static void a_worthless_certificate_hides_no_good_one(void **state)
{
	struct world_cert own = world.leaf;
	struct snp_certs certs = { .count = 0 };
	struct snp_verify_params params = {
		.report = world.report.data,
		.report_size = world.report.size,
		.certs = &certs,
		.now = WORLD_NOW,
	};

	world_sign(&world, world.leaf.key);
	own.issuer_name = own.name;
	own.issuer_key = own.key;
	world_add(&world.ark, &certs);
	params.ark = certs.items[0];
	world_add(&own, &certs);
	own = world.leaf;
	own.not_after = WORLD_NOW - 1;
	world_add(&own, &certs);
	world_add(&world.leaf, &certs);
	world_add(&world.ask, &certs);
	assert_int_equal(snp_verify(&params, &verification), VERDICT_ACCEPTED);
	snp_certs_deinit(&certs);
}

static void no_byte_can_be_changed(void **state)
{
	struct snp_certs certs = { .count = 0 };
	struct snp_verify_params params = { .certs = &certs, .now = WORLD_NOW };
	uint8_t *report;
	size_t i, count = 0;

	world_sign(&world, world.leaf.key);
	report = exact_copy(world.report.data, world.report.size);
	world_add(&world.ark, &certs);
	world_add(&world.leaf, &certs);
	world_add(&world.ask, &certs);
	params.ark = certs.items[0];
	params.report = report;
	params.report_size = world.report.size;
	assert_int_equal(snp_verify(&params, &verification), VERDICT_ACCEPTED);
	for (i = 0; i < world.report.size; i++) {
		report[i] ^= (uint8_t)(1 << (i % 8));
		count += snp_verify(&params, &verification) == VERDICT_REJECTED;
		report[i] ^= (uint8_t)(1 << (i % 8));
	}
	assert_int_equal(count, SNP_REPORT_SIZE);
	snp_certs_deinit(&certs);
	free(report);
}

/* No byte of a certificate either: refused, or no certificate at all. */
static void no_byte_of_the_leaf_can_be_changed(void **state)
{
	struct snp_certs certs = { .count = 0 };
	struct snp_verify_params params = { .certs = &certs, .now = WORLD_NOW };
	size_t size, i, count = 0;
	uint8_t *der;

	world_sign(&world, world.leaf.key);
	params.report = world.report.data;
	params.report_size = world.report.size;
	der = world_encode(&world.leaf, &size);
	world_add(&world.ark, &certs);
	world_add(&world.ask, &certs);
	params.ark = certs.items[0];
	for (i = 0; i < size; i++) {
		der[i] ^= (uint8_t)(1 << (i % 8));
		if (snp_certs_add(&certs, der, size, NULL) < 0 ||
		    snp_verify(&params, &verification) == VERDICT_REJECTED)
			count++;
		if (certs.count == 3)
			snp_cert_free(certs.items[--certs.count]);
		der[i] ^= (uint8_t)(1 << (i % 8));
	}
	assert_int_equal(count, size);
	snp_certs_deinit(&certs);
	OPENSSL_free(der);
}


static void a_report_that_is_not_signed_is_refused(void **state)
{
	set_le(&world.report, 0x048, 7 << 2, 4);
	world.leaf.is_left_out = true;
	assert_int_equal(verify_as_is(), VERDICT_REJECTED);
	assert_int_equal(verification.steps[SNP_STEP_SIGNING_KEY].state, SNP_STATE_FAILED);
	assert_int_equal(verification.steps[SNP_STEP_SIGNATURE_FORM].state, SNP_STATE_FAILED);
	assert_int_equal(verification.steps[SNP_STEP_SIGNATURE].state, SNP_STATE_FAILED);
	assert_false(snp_verify_is_unproven(&verification));
}

static void another_keys_signature_is_refused(void **state)
{
	world_sign(&world, other_key);
	assert_int_equal(verify_as_is(), VERDICT_REJECTED);
	world_assert_fails(&verification, SNP_STEP_SIGNATURE, "no key among those given made it", "other key");
}

static void a_key_on_another_curve_is_refused(void **state)
{
	world.leaf.key = p256_key;
	assert_int_equal(verify(), VERDICT_REJECTED);
	world_assert_fails(&verification, SNP_STEP_LEAF_KEY, "not on P-384", "P-256");
}

static void a_small_root_key_is_refused(void **state)
{
	world.ark.key = world.ark.issuer_key = world.ask.issuer_key = small_key;
	assert_int_equal(verify(), VERDICT_REJECTED);
	world_assert_fails(&verification, SNP_STEP_CONSTRAINTS, "'ARK-Milan' is not RSA of 4096 bits", "small");
}

static void another_length_is_no_report(void **state)
{
	world_sign(&world, world.leaf.key);
	world.report.size--;
	assert_int_equal(verify_as_is(), VERDICT_REJECTED);
	world_assert_fails(&verification, SNP_STEP_REPORT, "1183 bytes, not 1184", "cut");
	assert_false(verification.has_report);
}

static void zeros_say_no(void **state)
{
	struct snp_verification zero = { 0 };

	assert_int_equal(zero.verdict, VERDICT_REJECTED);
	assert_string_equal(snp_verify_state_name(zero.steps[0].state), "not reached");
	assert_false(snp_verify_is_unproven(&zero));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_genuine_report_is_accepted, reset),
		cmocka_unit_test_setup(version_two_names_no_processor, reset),
		cmocka_unit_test_setup(turin_is_laid_out_differently, reset),
		cmocka_unit_test_setup(a_vlek_is_of_no_chip, reset),
		cmocka_unit_test_setup(a_masked_chip_id_is_stated, reset),
		cmocka_unit_test_setup(what_the_guest_is_is_stated_not_judged, reset),
		cmocka_unit_test_setup(a_root_that_nobody_named_is_refused, reset),
		cmocka_unit_test_setup(a_leaf_alone_proves_nothing, reset),
		cmocka_unit_test_setup(a_leaf_that_signed_itself_is_refused, reset),
		cmocka_unit_test_setup(a_worthless_certificate_hides_no_good_one, reset),
		cmocka_unit_test_setup(no_byte_can_be_changed, reset),
		cmocka_unit_test_setup(no_byte_of_the_leaf_can_be_changed, reset),
		cmocka_unit_test_setup(a_report_that_is_not_signed_is_refused, reset),
		cmocka_unit_test_setup(another_keys_signature_is_refused, reset),
		cmocka_unit_test_setup(a_key_on_another_curve_is_refused, reset),
		cmocka_unit_test_setup(a_small_root_key_is_refused, reset),
		cmocka_unit_test_setup(another_length_is_no_report, reset),
		cmocka_unit_test(zeros_say_no),
	};

	return cmocka_run_group_tests_name("snp_verify", tests, make_keys, free_keys);
}
