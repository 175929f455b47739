/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Allowances: so many in a span, each user for himself.
 */
#include "tests/unit/unit.h"

#include "lib/policy/allowance.h"

static void test_a_user_has_so_many_in_a_span_and_then_anew(void **state)
{
	struct allowance allowance = { .limit = 2 };

	assert_true(allowance_take(&allowance, 7, 100));
	assert_true(allowance_take(&allowance, 7, 200));
	assert_false(allowance_take(&allowance, 7, 300));
	assert_false(allowance_take(&allowance, 7, 100 + ALLOWANCE_SPAN_MS - 1));
	assert_true(allowance_take(&allowance, 7, 100 + ALLOWANCE_SPAN_MS));
	assert_true(allowance_take(&allowance, 7, 100 + ALLOWANCE_SPAN_MS));
	assert_false(allowance_take(&allowance, 7, 100 + ALLOWANCE_SPAN_MS));
}

static void test_what_one_has_had_another_is_not_refused(void **state)
{
	struct allowance allowance = { .limit = 1 };
	uint32_t user;

	for (user = 0; user < ALLOWANCE_USERS; user++) {
		assert_true(allowance_take(&allowance, user, 100 + user));
		assert_false(allowance_take(&allowance, user, 100 + user));
	}
	for (user = 0; user < ALLOWANCE_USERS; user++)
		assert_false(allowance_take(&allowance, user, 200));
}

static void test_where_there_are_too_many_the_oldest_is_forgotten(void **state)
{
	struct allowance allowance = { .limit = 1 };
	uint32_t user;

	for (user = 0; user < ALLOWANCE_USERS; user++)
		assert_true(allowance_take(&allowance, user, 100 + user));
	assert_true(allowance_take(&allowance, 1000, 200));
	assert_false(allowance_take(&allowance, 1000, 200));
	assert_false(allowance_take(&allowance, 1, 200));
	assert_true(allowance_take(&allowance, 0, 200));
}

static void test_no_allowance_allows_nothing(void **state)
{
	struct allowance allowance = { .limit = 0 };

	assert_false(allowance_take(&allowance, 7, 100));
	assert_false(allowance_take(&allowance, 7, 100 + 2 * ALLOWANCE_SPAN_MS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_user_has_so_many_in_a_span_and_then_anew),
		cmocka_unit_test(test_what_one_has_had_another_is_not_refused),
		cmocka_unit_test(test_where_there_are_too_many_the_oldest_is_forgotten),
		cmocka_unit_test(test_no_allowance_allows_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
