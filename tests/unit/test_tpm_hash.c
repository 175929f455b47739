/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The hashes that count, and those that do not.
 */
#include "tests/unit/unit.h"

#include "lib/format/hash_algorithm.h"
#include "lib/policy/tpm_hash.h"

static void strong_hashes_count(void **state)
{
	static const uint16_t strong[] = { HASH_SHA256, HASH_SHA384, HASH_SHA512 };
	size_t i;

	for (i = 0; i < sizeof(strong) / sizeof(strong[0]); i++)
		assert_true(tpm_hash_counts(strong[i]));
}

static void others_do_not(void **state)
{
	assert_false(tpm_hash_counts(HASH_SHA1));
	assert_false(tpm_hash_counts(HASH_SM3_256));
	assert_false(tpm_hash_counts(0x0010));
	assert_false(tpm_hash_counts(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strong_hashes_count),
		cmocka_unit_test(others_do_not),
	};

	return cmocka_run_group_tests_name("tpm_hash", tests, NULL, NULL);
}
