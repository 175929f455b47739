/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A look at PCRs that were collected: which of them the logs lead to.  With a TPM:
 * tests/integration/svsmd.sh.
 */
#include "tests/unit/evidence_fixture.h"

#include "lib/evidence/pcr_look.h"
#include "lib/format/appraisal_record.h"

static void test_pcrs_that_the_logs_lead_to_are_explained(void **state)
{
	struct appraisal_record record = { .outcome = APPRAISED_UNABLE };

	pcr_look_take(&world.evidence, &record);
	assert_true(record.has_pcrs);
	assert_int_equal(record.explained & EVIDENCE_WORLD_PCRS, EVIDENCE_WORLD_PCRS & 0xffff);
	assert_memory_equal(record.pcrs[7], world.evidence.pcrs.banks[0].pcrs[7],
			    sizeof(record.pcrs[7]));
	assert_int_equal(record.outcome, APPRAISED_UNABLE);
}

static void test_one_that_they_do_not_lead_to_is_not(void **state)
{
	struct appraisal_record record = { .outcome = APPRAISED_UNABLE };

	world.evidence.pcrs.banks[0].pcrs[4][0] ^= 1;
	pcr_look_take(&world.evidence, &record);
	assert_int_equal(record.explained >> 4 & 1, 0);
	assert_int_equal(record.explained >> 7 & 1, 1);
}

static void test_without_pcrs_nothing_is_seen(void **state)
{
	struct appraisal_record record = { .outcome = APPRAISED_UNABLE };

	world.evidence.pcrs.count = 0;
	pcr_look_take(&world.evidence, &record);
	assert_false(record.has_pcrs);
}

static void test_a_tpm_that_is_not_there_is_told(void **state)
{
	const struct pcr_look_params params = { .device = "emu:/nonexistent" };
	struct appraisal_record record = { .explained = 7 };
	struct fault fault = FAULT_NONE;

	assert_int_equal(pcr_look_make(&params, &record, &fault), -ENODEV);
	assert_true(fault.text[0]);
	assert_int_equal(record.explained, 7);
}

#define TEST(name)	\
	cmocka_unit_test_setup_teardown(name, evidence_fixture_set_up, evidence_fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pcrs_that_the_logs_lead_to_are_explained),
		TEST(test_one_that_they_do_not_lead_to_is_not),
		TEST(test_without_pcrs_nothing_is_seen),
		cmocka_unit_test(test_a_tpm_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, evidence_fixture_begin, evidence_fixture_end);
}
