/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every hash against OpenSSL's own answer by another road.
 */
#include "lib/policy/hasher.h"

#include <openssl/evp.h>

#include "lib/format/hash_algorithm.h"
#include "tests/unit/unit.h"

#define MESSAGE_MAX	300	/* more than two blocks of the widest hash */

static const uint16_t algorithms[] = { HASH_SHA1,    HASH_SHA256,   HASH_SHA384,   HASH_SHA512,
				       HASH_SM3_256, HASH_SHA3_256, HASH_SHA3_384, HASH_SHA3_512 };

#define COUNT	(sizeof(algorithms) / sizeof(algorithms[0]))

static void fill(uint8_t message[static MESSAGE_MAX])
{
	size_t i;

	for (i = 0; i < MESSAGE_MAX; i++)
		message[i] = (uint8_t)(i * 7 + 1);
}

static void expect(uint16_t algorithm, const uint8_t *message, size_t size, const uint8_t *found)
{
	uint8_t expected[EVP_MAX_MD_SIZE];

	assert_int_equal(EVP_Q_digest(NULL, hash_algorithm_openssl_name(algorithm), NULL, message,
				      size, expected, NULL),
			 1);
	assert_memory_equal(found, expected, hash_algorithm_size(algorithm));
}

static void a_message_in_two_parts_of_any_length_is_hashed(void **state)
{
	uint8_t message[MESSAGE_MAX], found[HASH_SIZE_MAX];
	struct hasher *hasher;
	size_t i, size;

	fill(message);
	for (i = 0; i < COUNT; i++) {
		assert_int_equal(hasher_new(algorithms[i], &hasher), 0);
		for (size = 0; size <= MESSAGE_MAX; size++) {
			hasher_begin(hasher);
			hasher_add(hasher, message, size / 3);
			hasher_add(hasher, message + size / 3, size - size / 3);
			assert_int_equal(hasher_end(hasher, found), 0);
			expect(algorithms[i], message, size, found);
		}
		hasher_free(hasher);
	}
}

static void nothing_is_written_behind_the_digest(void **state)
{
	uint8_t found[HASH_SIZE_MAX + 1];
	size_t i, j;

	for (i = 0; i < COUNT; i++) {
		memset(found, 0xa5, sizeof(found));
		assert_int_equal(hasher_once(algorithms[i], "abc", 3, found), 0);
		expect(algorithms[i], (const uint8_t *)"abc", 3, found);
		for (j = hash_algorithm_size(algorithms[i]); j < sizeof(found); j++)
			assert_int_equal(found[j], 0xa5);
	}
}

static void a_new_message_drops_one_that_was_not_ended(void **state)
{
	uint8_t found[HASH_SIZE_MAX];
	struct hasher *hasher;
	size_t i;

	for (i = 0; i < COUNT; i++) {
		assert_int_equal(hasher_new(algorithms[i], &hasher), 0);
		hasher_begin(hasher);
		hasher_add(hasher, "dropped", 7);
		hasher_begin(hasher);
		hasher_add(hasher, "kept", 4);
		assert_int_equal(hasher_end(hasher, found), 0);
		expect(algorithms[i], (const uint8_t *)"kept", 4, found);
		hasher_free(hasher);
	}
}

static void a_message_that_was_not_begun_has_no_digest(void **state)
{
	uint8_t found[HASH_SIZE_MAX] = { 0xa5 };
	struct hasher *hasher;
	size_t i;

	for (i = 0; i < COUNT; i++) {
		assert_int_equal(hasher_new(algorithms[i], &hasher), 0);
		hasher_add(hasher, "abc", 3);
		assert_int_equal(hasher_end(hasher, found), -EIO);
		assert_int_equal(found[0], 0xa5);
		hasher_free(hasher);
	}
}

static void an_ended_message_cannot_be_ended_again(void **state)
{
	uint8_t found[HASH_SIZE_MAX];
	struct hasher *hasher;

	assert_int_equal(hasher_new(HASH_SHA256, &hasher), 0);
	hasher_begin(hasher);
	assert_int_equal(hasher_end(hasher, found), 0);
	assert_int_equal(hasher_end(hasher, found), -EIO);
	hasher_free(hasher);
}

static void an_unknown_algorithm_is_refused(void **state)
{
	struct hasher *hasher = NULL;
	uint8_t found[HASH_SIZE_MAX];

	assert_int_equal(hasher_new(0x1234, &hasher), -EOPNOTSUPP);
	assert_null(hasher);
	assert_int_equal(hasher_once(0x1234, "abc", 3, found), -EOPNOTSUPP);
}

/* As openssl.cnf would have it: what a TPM has hashed can be followed all the same. */
static void a_policy_of_fips_takes_away_only_what_needs_evp(void **state)
{
	struct hasher *hasher = NULL;

	assert_int_equal(EVP_set_default_properties(NULL, "fips=yes"), 1);
	assert_int_equal(hasher_new(HASH_SM3_256, &hasher), -EOPNOTSUPP);
	assert_null(hasher);
	assert_int_equal(hasher_new(HASH_SHA1, &hasher), 0);
	hasher_free(hasher);
	assert_int_equal(EVP_set_default_properties(NULL, ""), 1);
}

static void null_is_freed(void **state)
{
	hasher_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_in_two_parts_of_any_length_is_hashed),
		cmocka_unit_test(nothing_is_written_behind_the_digest),
		cmocka_unit_test(a_new_message_drops_one_that_was_not_ended),
		cmocka_unit_test(a_message_that_was_not_begun_has_no_digest),
		cmocka_unit_test(an_ended_message_cannot_be_ended_again),
		cmocka_unit_test(an_unknown_algorithm_is_refused),
		cmocka_unit_test(a_policy_of_fips_takes_away_only_what_needs_evp),
		cmocka_unit_test(null_is_freed),
	};

	return cmocka_run_group_tests_name("hasher", tests, NULL, NULL);
}
