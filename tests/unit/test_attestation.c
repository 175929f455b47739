/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An attestation is what was asked for, or it is refused; certificates of the host's may
 * be anything.
 */
#include "tests/unit/evidence_fixture.h"

#include "lib/evidence/attestation.h"
#include "lib/policy/evidence_binding.h"
#include "lib/policy/tpm_name.h"

static struct attestation attestation;

static int set_up(void **state)
{
	struct tpm_name ak;

	evidence_world_init(&world);
	attestation = (struct attestation){ .is_single = false };
	attestation.answer = (struct svsm_dev_answer){
		.report = exact_copy(world.evidence.report.data, world.evidence.report.size),
		.report_size = world.evidence.report.size,
		.manifest = exact_copy(world.manifest.data, world.manifest.size),
		.manifest_size = world.manifest.size,
	};
	memcpy(ak.bytes, world.record.ak_name, sizeof(world.record.ak_name));
	ak.size = sizeof(world.record.ak_name);
	return evidence_binding_report_nonce(&world.evidence.challenge, &ak,
					     &world.evidence.ephemeral_key,
					     attestation.request.nonce);
}

static int tear_down(void **state)
{
	svsm_dev_answer_deinit(&attestation.answer);
	evidence_world_deinit(&world);
	return 0;
}

static void test_what_was_asked_for_is_read(void **state)
{
	assert_int_equal(attestation_check(&attestation, NULL), 0);
	assert_int_equal(attestation.report.vmpl, 0);
	assert_true(attestation.services.count > 0);
	assert_false(attestation.are_certs_malformed);
}

static void test_a_report_over_another_nonce_is_refused(void **state)
{
	struct fault fault = FAULT_NONE;

	attestation.request.nonce[0] ^= 1;
	assert_int_equal(attestation_check(&attestation, &fault), -EKEYREJECTED);
	assert_true(fault.text[0]);
}

static void test_a_report_over_another_manifest_is_refused(void **state)
{
	attestation.answer.manifest[attestation.answer.manifest_size - 1] ^= 1;
	assert_int_equal(attestation_check(&attestation, NULL), -EKEYREJECTED);
}

static void test_a_report_that_is_cut_is_refused(void **state)
{
	attestation.answer.report_size--;
	assert_int_equal(attestation_check(&attestation, NULL), -EBADMSG);
}

static void test_certificates_that_make_no_sense_cost_nothing(void **state)
{
	attestation.answer.certs = exact_copy("nonsense", 8);
	attestation.answer.certs_size = 8;
	assert_int_equal(attestation_check(&attestation, NULL), 0);
	assert_true(attestation.are_certs_malformed);
	assert_true(attestation.certs_fault.text[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_was_asked_for_is_read, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_report_over_another_nonce_is_refused,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_report_over_another_manifest_is_refused,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_report_that_is_cut_is_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_certificates_that_make_no_sense_cost_nothing,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, evidence_fixture_begin, evidence_fixture_end);
}
