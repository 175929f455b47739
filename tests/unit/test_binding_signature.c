/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who may sign a binding record, by which keys, and that every byte of it is covered.
 */
#include "tests/unit/unit.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdbool.h>

#include "lib/base/buffer.h"
#include "lib/format/binding_record.h"
#include "lib/policy/binding_signature.h"

struct pem {
	char text[4096];
	size_t size;
};

static struct binding_record record;
static struct buffer text;
static struct fault fault;

static void take(BIO *bio, struct pem *ret)
{
	const int size = BIO_read(bio, ret->text, sizeof(ret->text));

	assert_true(size > 0 && (size_t)size < sizeof(ret->text));
	ret->size = (size_t)size;
	BIO_free(bio);
}

/* Consumes the key. */
static void pems_of(EVP_PKEY *key, struct pem *private, struct pem *public)
{
	BIO *bio = BIO_new(BIO_s_mem());

	assert_int_equal(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
	take(bio, private);
	bio = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_PUBKEY(bio, key), 1);
	take(bio, public);
	EVP_PKEY_free(key);
}

static int set_up(void **state)
{
	(void)state;
	fault = FAULT_NONE;
	text = BUFFER_INIT(BINDING_RECORD_SIZE_MAX);
	record = (struct binding_record){ .time = 1790000000, .verifier = "a verifier" };
	memset(record.ak_name, 1, sizeof(record.ak_name));
	memset(record.ek_name, 2, sizeof(record.ek_name));
	memset(record.report_digest, 3, sizeof(record.report_digest));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	buffer_deinit(&text);
	return 0;
}

/* Written and read again, as it travels. */
static int checked_by(const struct pem *public)
{
	struct binding_record found;

	text.size = 0;
	assert_int_equal(binding_record_encode(&record, &text), 0);
	assert_int_equal(binding_record_decode(text.data, text.size, &found, NULL), 0);
	return binding_signature_check(&found, public->text, public->size, &fault);
}

static void signs_and_is_checked(EVP_PKEY *key)
{
	struct pem private, public, other_private, other_public;

	pems_of(key, &private, &public);
	pems_of(EVP_EC_gen("P-256"), &other_private, &other_public);
	assert_int_equal(binding_signature_make(&record, private.text, private.size, &fault), 0);
	assert_true(record.signature_size);
	assert_int_equal(checked_by(&public), 0);
	assert_int_equal(checked_by(&other_public), -EKEYREJECTED);
	assert_non_null(strstr(fault.text, "not by this key"));
}

static void a_verifier_signs_by_ed25519(void **state)
{
	(void)state;
	signs_and_is_checked(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
}

static void or_by_p256(void **state)
{
	(void)state;
	signs_and_is_checked(EVP_EC_gen("P-256"));
}

static void or_by_p384(void **state)
{
	(void)state;
	signs_and_is_checked(EVP_EC_gen("P-384"));
}

static void is_no_key(EVP_PKEY *key)
{
	struct pem private, public;

	pems_of(key, &private, &public);
	assert_int_equal(binding_signature_make(&record, private.text, private.size, &fault),
			 -EOPNOTSUPP);
	assert_int_equal(record.signature_size, 0);
	record.signature[0] = 1;
	record.signature_size = 1;
	assert_int_equal(checked_by(&public), -EOPNOTSUPP);
}

static void not_by_other_curves(void **state)
{
	(void)state;
	is_no_key(EVP_EC_gen("P-521"));
}

static void nor_by_rsa(void **state)
{
	(void)state;
	is_no_key(EVP_RSA_gen(2048));
}

static void what_is_no_pem_is_no_key(void **state)
{
	struct pem private, public;

	(void)state;
	pems_of(EVP_EC_gen("P-256"), &private, &public);
	assert_int_equal(binding_signature_make(&record, NULL, 0, &fault), -EBADMSG);
	assert_int_equal(binding_signature_make(&record, "x", 1, &fault), -EBADMSG);
	assert_int_equal(binding_signature_make(&record, public.text, public.size, &fault),
			 -EBADMSG);
	assert_int_equal(binding_signature_make(&record, private.text, private.size / 2, &fault),
			 -EBADMSG);
	assert_int_equal(binding_signature_make(&record, private.text, 64 * 1024 + 1, &fault),
			 -E2BIG);
	assert_int_equal(record.signature_size, 0);
}

/* Nobody is there to type a password. */
static void a_key_behind_a_password_is_none(void **state)
{
	struct pem locked;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	BIO *bio = BIO_new(BIO_s_mem());

	(void)state;
	assert_int_equal(PEM_write_bio_PKCS8PrivateKey(bio, key, EVP_aes_256_cbc(), "secret", 6,
						       NULL, NULL), 1);
	take(bio, &locked);
	EVP_PKEY_free(key);
	assert_int_equal(binding_signature_make(&record, locked.text, locked.size, &fault),
			 -EBADMSG);
	assert_non_null(strstr(fault.text, "without a password"));
}

static void each_field_is_signed(void **state)
{
	struct pem private, public;
	struct binding_record signed_record;

	(void)state;
	pems_of(EVP_EC_gen("P-256"), &private, &public);
	assert_int_equal(binding_signature_make(&record, private.text, private.size, &fault), 0);
	signed_record = record;
	record.ak_name[33] ^= 1;
	assert_int_equal(checked_by(&public), -EKEYREJECTED);
	record = signed_record;
	record.ek_name[0] ^= 1;
	assert_int_equal(checked_by(&public), -EKEYREJECTED);
	record = signed_record;
	record.report_digest[31] ^= 1;
	assert_int_equal(checked_by(&public), -EKEYREJECTED);
	record = signed_record;
	record.time++;
	assert_int_equal(checked_by(&public), -EKEYREJECTED);
	record = signed_record;
	record.verifier[0] = 'b';
	assert_int_equal(checked_by(&public), -EKEYREJECTED);
	record = signed_record;
	record.signature[record.signature_size - 1] ^= 1;
	assert_int_equal(checked_by(&public), -EKEYREJECTED);
	record = signed_record;
	assert_int_equal(checked_by(&public), 0);
}

static void what_is_not_signed_is_not_by_anybody(void **state)
{
	struct pem private, public;

	(void)state;
	pems_of(EVP_EC_gen("P-256"), &private, &public);
	assert_int_equal(checked_by(&public), -EKEYREJECTED);
	assert_non_null(strstr(fault.text, "not signed"));
}

static void what_is_signed_is_not_signed_again(void **state)
{
	struct pem private, public;

	(void)state;
	pems_of(EVP_EC_gen("P-256"), &private, &public);
	assert_int_equal(binding_signature_make(&record, private.text, private.size, &fault), 0);
	assert_int_equal(binding_signature_make(&record, private.text, private.size, &fault),
			 -EINVAL);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_verifier_signs_by_ed25519),
		TEST(or_by_p256),
		TEST(or_by_p384),
		TEST(not_by_other_curves),
		TEST(nor_by_rsa),
		TEST(what_is_no_pem_is_no_key),
		TEST(a_key_behind_a_password_is_none),
		TEST(each_field_is_signed),
		TEST(what_is_not_signed_is_not_by_anybody),
		TEST(what_is_signed_is_not_signed_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
