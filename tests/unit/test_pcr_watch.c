/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCRs that moved between two looks: each is explained by a log, or told.
 */
#include "tests/unit/unit.h"

#include "lib/format/appraisal_record.h"
#include "lib/policy/pcr_watch.h"

static struct appraisal_record look(uint32_t explained)
{
	return (struct appraisal_record){ .has_pcrs = true, .explained = explained };
}

static void test_what_did_not_move_is_not_told_whether_explained_or_not(void **state)
{
	const struct appraisal_record before = look(0), now = look(0);

	assert_int_equal(pcr_watch_moved(&before, &now), 0);
}

static void test_a_pcr_that_moved_is_told_unless_the_logs_lead_to_it_now(void **state)
{
	const struct appraisal_record before = look(0xffff);
	struct appraisal_record now = look(0xffff & ~(1u << 12));

	now.pcrs[11][0] = now.pcrs[12][31] = now.pcrs[15][0] = 1;
	assert_int_equal(pcr_watch_moved(&before, &now), 1u << 12);
	now.explained = 0;
	assert_int_equal(pcr_watch_moved(&before, &now), 1u << 11 | 1u << 12 | 1u << 15);
}

static void test_the_pcr_of_ima_is_its_own_matter(void **state)
{
	const struct appraisal_record before = look(0);
	struct appraisal_record now = look(0);

	now.pcrs[10][0] = 1;
	assert_int_equal(pcr_watch_moved(&before, &now), 0);
}

static void test_without_two_looks_nothing_is_told(void **state)
{
	const struct appraisal_record none = { .has_pcrs = false };
	struct appraisal_record now = look(0);

	now.pcrs[0][0] = 1;
	assert_int_equal(pcr_watch_moved(&none, &now), 0);
	assert_int_equal(pcr_watch_moved(&now, &none), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_did_not_move_is_not_told_whether_explained_or_not),
		cmocka_unit_test(test_a_pcr_that_moved_is_told_unless_the_logs_lead_to_it_now),
		cmocka_unit_test(test_the_pcr_of_ima_is_its_own_matter),
		cmocka_unit_test(test_without_two_looks_nothing_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
