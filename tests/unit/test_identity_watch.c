/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Another vTPM, another launch: each is told, and none is invented.
 */
#include "tests/unit/unit.h"

#include <string.h>

#include "lib/policy/identity_watch.h"

static struct appraisal_record before, now;

static int set_up(void **state)
{
	before = (struct appraisal_record){ .has_identity = true };
	memset(before.ek_name, 0x11, sizeof(before.ek_name));
	memset(before.ak_name, 0x22, sizeof(before.ak_name));
	memset(before.report_id, 0x33, sizeof(before.report_id));
	memset(before.measurement, 0x44, sizeof(before.measurement));
	memset(before.chip_id, 0x55, sizeof(before.chip_id));
	now = before;
	return 0;
}

static void is_told(const char *word)
{
	const char *changed = identity_watch_changed(&before, &now);

	assert_non_null(changed);
	assert_non_null(strstr(changed, word));
}

static void test_the_same_is_the_same(void **state)
{
	assert_null(identity_watch_changed(&before, &now));
}

static void test_each_that_is_another_is_told(void **state)
{
	now.ek_name[sizeof(now.ek_name) - 1] ^= 1;
	is_told("EK");
	now = before;
	now.ak_name[sizeof(now.ak_name) - 1] ^= 1;
	is_told("AK");
	now = before;
	now.report_id[sizeof(now.report_id) - 1] ^= 1;
	is_told("report id");
	now = before;
	now.chip_id[sizeof(now.chip_id) - 1] ^= 1;
	is_told("processor");
	now = before;
	now.measurement[sizeof(now.measurement) - 1] ^= 1;
	is_told("measurement");
}

static void test_a_report_id_that_is_not_known_is_no_other(void **state)
{
	memset(now.report_id, 0, sizeof(now.report_id));
	assert_null(identity_watch_changed(&before, &now));
	assert_null(identity_watch_changed(&now, &before));
}

static void test_a_chip_that_is_masked_is_no_other(void **state)
{
	memset(now.chip_id, 0, sizeof(now.chip_id));
	assert_null(identity_watch_changed(&before, &now));
	assert_null(identity_watch_changed(&now, &before));
}

static void test_without_two_identities_nothing_is_told(void **state)
{
	now.ek_name[0] ^= 1;
	now.has_identity = false;
	assert_null(identity_watch_changed(&before, &now));
	assert_null(identity_watch_changed(&now, &before));
}

static void test_both_keys_say_whose_a_record_is(void **state)
{
	assert_true(identity_watch_is_of(&before, now.ek_name, now.ak_name));
	now.ek_name[sizeof(now.ek_name) - 1] ^= 1;
	assert_false(identity_watch_is_of(&before, now.ek_name, now.ak_name));
	now = before;
	now.ak_name[sizeof(now.ak_name) - 1] ^= 1;
	assert_false(identity_watch_is_of(&before, now.ek_name, now.ak_name));
}

static void test_what_knows_no_keys_is_of_none(void **state)
{
	before = (struct appraisal_record){ .has_identity = false };
	now = before;
	assert_false(identity_watch_is_of(&before, now.ek_name, now.ak_name));
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_same_is_the_same),
		TEST(test_each_that_is_another_is_told),
		TEST(test_a_report_id_that_is_not_known_is_no_other),
		TEST(test_a_chip_that_is_masked_is_no_other),
		TEST(test_without_two_identities_nothing_is_told),
		TEST(test_both_keys_say_whose_a_record_is),
		TEST(test_what_knows_no_keys_is_of_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
