/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Public keys in both forms, and what is none.
 */
#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "lib/policy/ephemeral_key.h"

static EVP_PKEY *key;
static uint8_t der[EPHEMERAL_KEY_MAX];
static size_t der_size;

static int make_key(void **state)
{
	unsigned char *position = der;

	key = EVP_EC_gen("P-256");
	if (!key)
		return -1;
	der_size = (size_t)i2d_PUBKEY(key, &position);
	return 0;
}

static int free_key(void **state)
{
	EVP_PKEY_free(key);
	return 0;
}

/* The text that @write puts into a BIO, on the heap at its exact size. */
static uint8_t *text_of(int (*write)(BIO *bio), size_t *ret_size)
{
	BIO *bio = BIO_new(BIO_s_mem());
	uint8_t *copy;
	char *text;

	assert_int_equal(write(bio), 1);
	*ret_size = (size_t)BIO_get_mem_data(bio, &text);
	copy = exact_copy(text, *ret_size);
	BIO_free(bio);
	return copy;
}

static int write_public(BIO *bio)
{
	return PEM_write_bio_PUBKEY(bio, key);
}

static int write_private(BIO *bio)
{
	return PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
}

static void assert_refused(const void *data, size_t size, int error)
{
	uint8_t ret[EPHEMERAL_KEY_MAX];
	size_t ret_size = 77;
	struct fault fault = FAULT_NONE;

	assert_int_equal(ephemeral_key_read(data, size, ret, &ret_size, &fault), error);
	assert_int_equal(ret_size, 77);
	assert_int_equal(strncmp(fault.text, "ephemeral key: ", 15), 0);
}

static void both_forms_give_the_same_der(void **state)
{
	uint8_t ret[EPHEMERAL_KEY_MAX], *pem;
	size_t size, pem_size;

	assert_int_equal(ephemeral_key_read(der, der_size, ret, &size, NULL), 0);
	assert_int_equal(size, der_size);
	assert_memory_equal(ret, der, der_size);
	pem = text_of(write_public, &pem_size);
	assert_int_equal(ephemeral_key_read(pem, pem_size, ret, &size, NULL), 0);
	assert_int_equal(size, der_size);
	assert_memory_equal(ret, der, der_size);
	free(pem);
}

static void a_private_key_is_not_taken(void **state)
{
	size_t size;
	uint8_t *pem = text_of(write_private, &size);

	assert_refused(pem, size, -EBADMSG);
	free(pem);
}

static void der_with_something_behind_it_is_none(void **state)
{
	uint8_t longer[EPHEMERAL_KEY_MAX];

	memcpy(longer, der, der_size);
	longer[der_size] = 0;
	assert_refused(longer, der_size + 1, -EBADMSG);
}

static void der_that_is_cut_off_is_none(void **state)
{
	uint8_t *copy = exact_copy(der, der_size - 1);

	assert_refused(copy, der_size - 1, -EBADMSG);
	free(copy);
}

static void nothing_is_no_key(void **state)
{
	assert_refused("", 0, -EBADMSG);
}

static void a_file_beyond_the_limit_is_not_looked_at(void **state)
{
	static const uint8_t zeros[4 * EPHEMERAL_KEY_MAX + 1];

	assert_refused(zeros, sizeof(zeros), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_forms_give_the_same_der),
		cmocka_unit_test(a_private_key_is_not_taken),
		cmocka_unit_test(der_with_something_behind_it_is_none),
		cmocka_unit_test(der_that_is_cut_off_is_none),
		cmocka_unit_test(nothing_is_no_key),
		cmocka_unit_test(a_file_beyond_the_limit_is_not_looked_at),
	};

	return cmocka_run_group_tests_name("ephemeral_key", tests, make_key, free_key);
}
