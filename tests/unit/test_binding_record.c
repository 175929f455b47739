/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The binding record's text, both ways, and its signature.  Texts that must be refused
 * are in tests/data/binding_record/bad.
 */
#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "lib/base/buffer.h"
#include "lib/format/binding_record.h"
#include "lib/policy/binding_signature.h"

static struct binding_record record;
static struct buffer text;
static struct fault fault;

static int set_up(void **state)
{
	fault = FAULT_NONE;
	text = BUFFER_INIT(BINDING_RECORD_SIZE_MAX);
	record = (struct binding_record){ .time = 1800000000, .verifier = "some\"body" };
	memset(record.ak_name, 0x11, sizeof(record.ak_name));
	memset(record.ek_name, 0x22, sizeof(record.ek_name));
	memset(record.report_digest, 0x33, sizeof(record.report_digest));
	return 0;
}

static int tear_down(void **state)
{
	buffer_deinit(&text);
	return 0;
}

static void decode(struct binding_record *ret)
{
	if (binding_record_decode(text.data, text.size, ret, &fault) < 0)
		fail_msg("%s", fault.text);
}

static void what_is_encoded_is_decoded_alike(void **state)
{
	struct binding_record back;

	assert_int_equal(binding_record_encode(&record, &text), 0);
	decode(&back);
	assert_memory_equal(back.ak_name, record.ak_name, sizeof(record.ak_name));
	assert_memory_equal(back.ek_name, record.ek_name, sizeof(record.ek_name));
	assert_memory_equal(back.report_digest, record.report_digest,
			    sizeof(record.report_digest));
	assert_int_equal(back.time, record.time);
	assert_string_equal(back.verifier, "some\"body");
	assert_int_equal(back.signature_size, 0);
	assert_int_equal(back.signed_text[0].size + back.signed_text[1].size, text.size);
}

static void what_cannot_be_is_not_written(void **state)
{
	record.time = -1;
	assert_int_equal(binding_record_encode(&record, &text), -EINVAL);
	record.time = 0;
	record.verifier[0] = '\n';
	assert_int_equal(binding_record_encode(&record, &text), -EINVAL);
	assert_int_equal(text.size, 0);
}

/* PEM of a key, private or public. */
static size_t put_pem(EVP_PKEY *key, bool is_private, char ret[static 1024])
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	long size;

	assert_int_equal(is_private ? PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL)
				    : PEM_write_bio_PUBKEY(bio, key),
			 1);
	size = BIO_get_mem_data(bio, &data);
	assert_in_range(size, 1, 1023);
	memcpy(ret, data, (size_t)size);
	BIO_free(bio);
	return (size_t)size;
}

static void sign_and_check(EVP_PKEY *key)
{
	char private[1024], public[1024];
	size_t private_size = put_pem(key, true, private), size = put_pem(key, false, public);
	struct binding_record back;

	if (binding_signature_make(&record, private, private_size, &fault) < 0)
		fail_msg("%s", fault.text);
	assert_int_equal(binding_record_encode(&record, &text), 0);
	decode(&back);
	if (binding_signature_check(&back, public, size, &fault) < 0)
		fail_msg("%s", fault.text);
	assert_int_equal(binding_signature_make(&record, private, private_size, &fault), -EINVAL);
}

static void assert_every_change_is_refused(EVP_PKEY *key)
{
	struct binding_record back;
	char public[1024];
	size_t size = put_pem(key, false, public), i;

	for (i = 0; i < text.size; i++) {
		text.data[i] ^= 1;
		if (!binding_record_decode(text.data, text.size, &back, &fault) &&
		    binding_signature_check(&back, public, size, &fault) != -EKEYREJECTED)
			fail_msg("byte %zu: accepted", i);
		text.data[i] ^= 1;
	}
}

static void keys_of_three_kinds_sign(void **state)
{
	EVP_PKEY *const keys[] = { EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), EVP_EC_gen("P-256"),
				   EVP_EC_gen("P-384") };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		assert_non_null(keys[i]);
		sign_and_check(keys[i]);
		assert_every_change_is_refused(keys[i]);
		EVP_PKEY_free(keys[i]);
		(void)tear_down(NULL);
		(void)set_up(NULL);
	}
}

static void another_key_has_not_signed(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
	struct binding_record back;
	char public[1024];
	size_t size = put_pem(other, false, public);

	sign_and_check(key);
	decode(&back);
	assert_int_equal(binding_signature_check(&back, public, size, &fault), -EKEYREJECTED);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
}

static void what_is_not_signed_is_refused(void **state)
{
	struct binding_record back;

	assert_int_equal(binding_record_encode(&record, &text), 0);
	decode(&back);
	assert_int_equal(binding_signature_check(&back, "", 0, &fault), -EKEYREJECTED);
	assert_non_null(strstr(fault.text, "not signed"));
}

static void other_keys_are_refused(void **state)
{
	EVP_PKEY *rsa = EVP_RSA_gen(1024), *p521 = EVP_EC_gen("P-521");
	char pem[1024];
	size_t size;

	size = put_pem(rsa, true, pem);
	assert_int_equal(binding_signature_make(&record, pem, size, &fault), -EOPNOTSUPP);
	size = put_pem(p521, true, pem);
	assert_int_equal(binding_signature_make(&record, pem, size, &fault), -EOPNOTSUPP);
	assert_int_equal(binding_signature_make(&record, "no key", 6, &fault), -EBADMSG);
	size = put_pem(p521, false, pem);
	assert_int_equal(binding_signature_make(&record, pem, size, &fault), -EBADMSG);
	assert_int_equal(record.signature_size, 0);
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(p521);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_encoded_is_decoded_alike), TEST(what_cannot_be_is_not_written),
		TEST(keys_of_three_kinds_sign),		TEST(another_key_has_not_signed),
		TEST(what_is_not_signed_is_refused),	TEST(other_keys_are_refused),
	};

	return cmocka_run_group_tests_name("binding record", tests, NULL, NULL);
}
