/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose verdict it is, and that every byte of it is covered.
 */
#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "lib/base/buffer.h"
#include "lib/format/binding_record.h"
#include "lib/format/verdict_record.h"
#include "lib/policy/binding_signature.h"
#include "lib/policy/verdict_signature.h"

struct pem {
	char text[1024];
	size_t size;
};

static struct pem private, public, other;
static struct buffer text;

static void take(BIO *bio, struct pem *ret)
{
	const int size = BIO_read(bio, ret->text, sizeof(ret->text));

	assert_true(size > 0);
	ret->size = (size_t)size;
	BIO_free(bio);
}

static void make_pair(struct pem *ret_private, struct pem *ret_public)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	BIO *bio = BIO_new(BIO_s_mem());

	assert_int_equal(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
	take(bio, ret_private);
	bio = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_PUBKEY(bio, key), 1);
	take(bio, ret_public);
	EVP_PKEY_free(key);
}

static int set_up(void **state)
{
	struct verdict_record record = {
		.is_accepted = true, .challenge_size = 32, .valid = 60, .verifier = "me",
	};
	struct pem unused;

	make_pair(&private, &public);
	make_pair(&unused, &other);
	text = BUFFER_INIT(VERDICT_RECORD_SIZE_MAX);
	assert_int_equal(verdict_signature_make(&record, private.text, private.size, NULL), 0);
	return verdict_record_encode(&record, &text);
}

static int tear_down(void **state)
{
	buffer_deinit(&text);
	return 0;
}

static int check(const struct pem *key, struct fault *fault)
{
	struct verdict_record record;
	int r = verdict_record_decode(text.data, text.size, &record, NULL);

	return r ? r : verdict_signature_check(&record, key->text, key->size, fault);
}

static void test_the_verifiers_own_is_taken(void **state)
{
	assert_int_equal(check(&public, NULL), 0);
}

static void test_anothers_is_refused(void **state)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(check(&other, &fault), -EKEYREJECTED);
	assert_non_null(strstr(fault.text, "verdict: its signature is not by this key"));
}

static void test_every_byte_is_covered(void **state)
{
	size_t i;

	for (i = 0; i < text.size; i++) {
		text.data[i] ^= 1;
		assert_true(check(&public, NULL) < 0);
		text.data[i] ^= 1;
	}
	assert_int_equal(check(&public, NULL), 0);
}

static void test_an_unsigned_one_is_none(void **state)
{
	const struct verdict_record record = { .is_accepted = true };

	assert_int_equal(verdict_signature_check(&record, public.text, public.size, NULL),
			 -EKEYREJECTED);
}

static void test_another_kind_of_record_by_the_same_key_is_none(void **state)
{
	struct binding_record binding = { .verifier = "me" };
	struct verdict_record record;

	assert_int_equal(binding_signature_make(&binding, private.text, private.size, NULL), 0);
	assert_int_equal(verdict_record_decode(text.data, text.size, &record, NULL), 0);
	memcpy(record.signature, binding.signature, binding.signature_size);
	assert_int_equal(verdict_signature_check(&record, public.text, public.size, NULL),
			 -EKEYREJECTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_verifiers_own_is_taken, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_anothers_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_every_byte_is_covered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_unsigned_one_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_another_kind_of_record_by_the_same_key_is_none, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
