/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How many wrong PINs may still be tried.
 */
#include "tests/unit/unit.h"

#include "lib/sys/tpm_lockout.h"

static void the_last_two_tries_are_left_alone(void **state)
{
	static const struct {
		uint32_t counter, maximum, tries;
	} cases[] = {
		{ 0, 32, 30 }, { 29, 32, 1 }, { 30, 32, 0 }, { 31, 32, 0 }, { 32, 32, 0 },
		{ 0, 3, 1 }, { 1, 3, 0 }, { 0, 2, 0 }, { 0, 0, 0 }, { 7, 5, 0 },
		{ UINT32_MAX, UINT32_MAX, 0 }, { UINT32_MAX - 2, UINT32_MAX, 0 },
		{ 0, UINT32_MAX, UINT32_MAX - 2 },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tpm_lockout lockout = { .counter = cases[i].counter,
						     .maximum = cases[i].maximum };

		assert_int_equal(tpm_lockout_tries(&lockout), cases[i].tries);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_two_tries_are_left_alone),
	};

	return cmocka_run_group_tests_name("tpm_lockout", tests, NULL, NULL);
}
