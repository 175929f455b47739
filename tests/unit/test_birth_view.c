/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A look that cannot be had is unknown, and which launch a report is of.  With a TPM:
 * tests/integration/svsmctl_birth.sh.
 */
#include "tests/unit/unit.h"

#include "lib/evidence/birth_view.h"
#include "lib/format/snp_report.h"

static void test_a_boot_without_a_name_is_not_compared(void **state)
{
	const struct birth_view_place place = { .boot_id = "/dev/null" };
	struct birth_view view = BIRTH_VIEW_NONE;

	birth_view_look(NULL, &place, NULL, &view);
	assert_int_equal(view.error, -EBADMSG);
	assert_true(view.fault.text[0]);
	assert_int_equal(view.birth.verdict, BIRTH_UNKNOWN);
	assert_string_equal(view.path, BIRTH_VIEW_PATH);
	birth_view_deinit(&view);
}

static void test_a_launch_is_known_by_its_report(void **state)
{
	uint8_t launch[BIRTH_RECORD_LAUNCH_SIZE] = { 0 };
	struct snp_report report = { .policy = 0 };

	memset(report.report_id, 7, sizeof(report.report_id));
	birth_view_launch(NULL, launch);
	assert_int_equal(launch[0], 0);
	birth_view_launch(&report, launch);
	assert_memory_equal(launch, report.report_id, sizeof(launch));
}

static void test_a_guest_that_may_migrate_has_no_launch_that_is_known(void **state)
{
	uint8_t launch[BIRTH_RECORD_LAUNCH_SIZE] = { 0 };
	struct snp_report report = { .policy = SNP_POLICY_MIGRATE_MA };

	memset(report.report_id, 7, sizeof(report.report_id));
	birth_view_launch(&report, launch);
	assert_int_equal(launch[0], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_boot_without_a_name_is_not_compared),
		cmocka_unit_test(test_a_launch_is_known_by_its_report),
		cmocka_unit_test(test_a_guest_that_may_migrate_has_no_launch_that_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
