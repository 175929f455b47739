/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The hashes that count, and those that do not.
 */
#include <openssl/evp.h>

#include "tests/unit/unit.h"

#include "lib/format/hash_algorithm.h"
#include "lib/policy/tpm_hash.h"

static void strong_hashes_count(void **state)
{
	static const uint16_t strong[] = { HASH_SHA256, HASH_SHA384, HASH_SHA512 };
	size_t i;

	for (i = 0; i < sizeof(strong) / sizeof(strong[0]); i++) {
		assert_non_null(tpm_hash_find(strong[i]));
		assert_int_equal(EVP_MD_get_size(tpm_hash_find(strong[i])),
				 hash_algorithm_size(strong[i]));
	}
}

static void others_do_not(void **state)
{
	assert_null(tpm_hash_find(HASH_SHA1));
	assert_null(tpm_hash_find(HASH_SM3_256));
	assert_null(tpm_hash_find(0x0010));
	assert_null(tpm_hash_find(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strong_hashes_count),
		cmocka_unit_test(others_do_not),
	};

	return cmocka_run_group_tests_name("tpm_hash", tests, NULL, NULL);
}
