/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every hash against OpenSSL's answer.
 */
#include "lib/policy/hasher.h"

#include <openssl/evp.h>

#include "lib/format/hash_algorithm.h"
#include "tests/unit/unit.h"

#define MESSAGE_MAX	300	/* more than two blocks of the widest hash */

static const struct {
	uint16_t id;
	const char *name;	/* OpenSSL's */
} algorithms[] = {
	{ HASH_SHA1, "SHA1" },		{ HASH_SHA256, "SHA2-256" },
	{ HASH_SHA384, "SHA2-384" },	{ HASH_SHA512, "SHA2-512" },
	{ HASH_SM3_256, "SM3" },	{ HASH_SHA3_256, "SHA3-256" },
	{ HASH_SHA3_384, "SHA3-384" },	{ HASH_SHA3_512, "SHA3-512" },
};

#define COUNT	(sizeof(algorithms) / sizeof(algorithms[0]))

static void fill(uint8_t message[static MESSAGE_MAX])
{
	size_t i;

	for (i = 0; i < MESSAGE_MAX; i++)
		message[i] = (uint8_t)(i * 7 + 1);
}

static void expect(size_t index, const void *message, size_t size, const uint8_t *found)
{
	uint8_t expected[EVP_MAX_MD_SIZE];
	size_t length;

	assert_int_equal(EVP_Q_digest(NULL, algorithms[index].name, NULL, message, size, expected,
				      &length), 1);
	assert_int_equal(hash_algorithm_size(algorithms[index].id), length);
	assert_memory_equal(found, expected, length);
}

static void a_message_in_two_parts_of_any_length_is_hashed(void **state)
{
	uint8_t message[MESSAGE_MAX], found[HASH_SIZE_MAX];
	struct hasher hasher;
	size_t i, size;

	fill(message);
	for (i = 0; i < COUNT; i++) {
		assert_int_equal(hasher_init(&hasher, algorithms[i].id), 0);
		for (size = 0; size <= MESSAGE_MAX; size++) {
			hasher_add(&hasher, message, size / 3);
			hasher_add(&hasher, message + size / 3, size - size / 3);
			hasher_end(&hasher, found);
			expect(i, message, size, found);
		}
	}
}

static void nothing_is_written_behind_the_digest(void **state)
{
	uint8_t found[HASH_SIZE_MAX + 1];
	size_t i, j;

	for (i = 0; i < COUNT; i++) {
		memset(found, 0xa5, sizeof(found));
		assert_int_equal(hasher_once(algorithms[i].id, "abc", 3, found), 0);
		expect(i, "abc", 3, found);
		for (j = hash_algorithm_size(algorithms[i].id); j < sizeof(found); j++)
			assert_int_equal(found[j], 0xa5);
	}
}

static void an_unknown_algorithm_is_refused(void **state)
{
	struct hasher hasher;
	uint8_t found[HASH_SIZE_MAX] = { 0xa5 };

	assert_int_equal(hasher_init(&hasher, 0x1234), -EOPNOTSUPP);
	assert_int_equal(hasher_once(0x1234, "abc", 3, found), -EOPNOTSUPP);
	assert_int_equal(found[0], 0xa5);
}

/* As openssl.cnf would have it: what a TPM has hashed can be followed all the same. */
static void a_policy_of_fips_takes_no_hash_away(void **state)
{
	uint8_t found[COUNT][HASH_SIZE_MAX];
	size_t i;

	assert_int_equal(EVP_set_default_properties(NULL, "fips=yes"), 1);
	for (i = 0; i < COUNT; i++)
		assert_int_equal(hasher_once(algorithms[i].id, "abc", 3, found[i]), 0);
	assert_int_equal(EVP_set_default_properties(NULL, ""), 1);
	for (i = 0; i < COUNT; i++)
		expect(i, "abc", 3, found[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_in_two_parts_of_any_length_is_hashed),
		cmocka_unit_test(nothing_is_written_behind_the_digest),
		cmocka_unit_test(an_unknown_algorithm_is_refused),
		cmocka_unit_test(a_policy_of_fips_takes_no_hash_away),
	};

	return cmocka_run_group_tests_name("hasher", tests, NULL, NULL);
}
