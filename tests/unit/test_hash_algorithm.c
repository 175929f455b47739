/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of hash algorithms.
 */
#include "tests/unit/unit.h"

#include "lib/format/hash_algorithm.h"

static void hash_algorithms_are_known_by_id(void **state)
{
	assert_int_equal(hash_algorithm_size(HASH_SHA1), 20);
	assert_int_equal(hash_algorithm_size(HASH_SM3_256), 32);
	assert_string_equal(hash_algorithm_name(HASH_SHA384), "sha384");
	assert_int_equal(hash_algorithm_size(0x1234), 0);
	assert_null(hash_algorithm_name(0x1234));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_algorithms_are_known_by_id),
	};

	return cmocka_run_group_tests_name("hash_algorithm", tests, NULL, NULL);
}
