/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Verifying with a TPM's key: what it signed is taken, all else has its reason.
 */
#include "tests/unit/tpm_builder.h"

#include <openssl/ec.h>

#include "lib/base/cleanup.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/tpm_key.h"

static EVP_PKEY *p256, *p384, *rsa;
static const char message[] = "what is signed";

static int set_up(void **state)
{
	p256 = EVP_EC_gen("P-256");
	p384 = EVP_EC_gen("P-384");
	rsa = EVP_RSA_gen(2048);
	return p256 && p384 && rsa ? 0 : -1;
}

static int tear_down(void **state)
{
	EVP_PKEY_free(p256);
	EVP_PKEY_free(p384);
	EVP_PKEY_free(rsa);
	return 0;
}

static struct tpm_key *make(const struct bytes *bytes)
{
	struct tpm_key *key = NULL;
	struct tpm_public public;

	assert_int_equal(tpm_public_parse(bytes->data, bytes->size, &public, NULL), 0);
	assert_int_equal(tpm_key_new(&public, &key, NULL), 0);
	return key;
}

static struct tpm_key *make_ecc(EVP_PKEY *key)
{
	struct bytes bytes = { .size = 0 };

	put_ecc_public(&bytes, key);
	return make(&bytes);
}

static struct tpm_key *make_rsa(uint16_t scheme)
{
	struct bytes bytes = { .size = 0 };

	put_rsa_public(&bytes, rsa, scheme);
	return make(&bytes);
}

static int verify(const struct tpm_key *key, const struct bytes *bytes, const char *text,
		  struct fault *fault)
{
	struct tpm_signature signature;

	assert_int_equal(tpm_signature_parse(bytes->data, bytes->size, &signature, NULL), 0);
	return tpm_key_verify(key, &signature, text, strlen(text), fault);
}

static void refuse(const struct tpm_key *key, const struct bytes *bytes, const char *text,
		   const char *reason)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(verify(key, bytes, text, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, reason);
}

static struct bytes sign(EVP_PKEY *key, uint16_t scheme, const char *name, uint16_t hash)
{
	struct bytes bytes = { .size = 0 };

	put_signature(&bytes, key, scheme, name, hash, message, strlen(message));
	return bytes;
}

static void what_a_key_signed_is_taken(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *ecc = make_ecc(p256);
	_cleanup_(tpm_key_cleanup) struct tpm_key *ssa = make_rsa(TPM_SCHEME_RSASSA);
	_cleanup_(tpm_key_cleanup) struct tpm_key *pss = make_rsa(TPM_SCHEME_RSAPSS);
	struct bytes bytes;

	bytes = sign(p256, TPM_SCHEME_ECDSA, "SHA256", HASH_SHA256);
	assert_int_equal(verify(ecc, &bytes, message, NULL), 0);
	bytes = sign(rsa, TPM_SCHEME_RSASSA, "SHA256", HASH_SHA256);
	assert_int_equal(verify(ssa, &bytes, message, NULL), 0);
	bytes = sign(rsa, TPM_SCHEME_RSAPSS, "SHA256", HASH_SHA256);
	assert_int_equal(verify(pss, &bytes, message, NULL), 0);
}

static void a_key_without_a_scheme_may_use_any(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = make_rsa(TPM_NO_ALGORITHM);
	struct bytes bytes;

	bytes = sign(rsa, TPM_SCHEME_RSASSA, "SHA384", HASH_SHA384);
	assert_int_equal(verify(key, &bytes, message, NULL), 0);
	bytes = sign(rsa, TPM_SCHEME_RSAPSS, "SHA512", HASH_SHA512);
	assert_int_equal(verify(key, &bytes, message, NULL), 0);
}

static void p384_is_taken_with_the_hash_that_its_key_names(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = NULL;
	struct bytes bytes = { .size = 0 }, signature;

	put_ecc_public(&bytes, p384);
	set_be(&bytes, 14, HASH_SHA384, 2);
	key = make(&bytes);
	signature = sign(p384, TPM_SCHEME_ECDSA, "SHA384", HASH_SHA384);
	assert_int_equal(verify(key, &signature, message, NULL), 0);
	signature = sign(p384, TPM_SCHEME_ECDSA, "SHA256", HASH_SHA256);
	refuse(key, &signature, message,
	       "signature: scheme 0x0018 with sha256 is not the key's own");
}

static void another_message_or_key_is_refused(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *ecc = make_ecc(p256);
	_cleanup_(tpm_key_cleanup) struct tpm_key *ssa = make_rsa(TPM_SCHEME_RSASSA);
	EVP_PKEY *stranger = EVP_EC_gen("P-256");
	struct bytes bytes;

	bytes = sign(p256, TPM_SCHEME_ECDSA, "SHA256", HASH_SHA256);
	refuse(ecc, &bytes, "what is signee", "signature: the key did not make it");
	bytes = sign(stranger, TPM_SCHEME_ECDSA, "SHA256", HASH_SHA256);
	refuse(ecc, &bytes, message, "signature: the key did not make it");
	bytes = sign(rsa, TPM_SCHEME_RSASSA, "SHA256", HASH_SHA256);
	refuse(ssa, &bytes, "", "signature: the key did not make it");
	bytes.data[bytes.size - 1] ^= 1;
	refuse(ssa, &bytes, message, "signature: the key did not make it");
	EVP_PKEY_free(stranger);
}

static void schemes_that_are_not_the_keys_are_refused(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *ecc = make_ecc(p256);
	_cleanup_(tpm_key_cleanup) struct tpm_key *ssa = make_rsa(TPM_SCHEME_RSASSA);
	struct bytes bytes;

	bytes = sign(rsa, TPM_SCHEME_RSAPSS, "SHA256", HASH_SHA256);
	refuse(ssa, &bytes, message, "signature: scheme 0x0016 with sha256 is not the key's own");
	refuse(ecc, &bytes, message,
	       "signature: its scheme 0x0016 is none of a key of type 0x0023");
	bytes = sign(p256, TPM_SCHEME_ECDSA, "SHA256", HASH_SHA256);
	refuse(ssa, &bytes, message,
	       "signature: its scheme 0x0018 is none of a key of type 0x0001");
}

static void sha1_is_refused(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = make_rsa(TPM_NO_ALGORITHM);
	struct bytes bytes = sign(rsa, TPM_SCHEME_RSASSA, "SHA1", HASH_SHA1);

	refuse(key, &bytes, message, "signature: it is made with sha1, not sha256 or better");
}

/* R is at byte 6 and S at byte 40, 32 bytes each. */
static void numbers_out_of_range_are_refused(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = make_ecc(p256);
	const struct bytes good = sign(p256, TPM_SCHEME_ECDSA, "SHA256", HASH_SHA256);
	struct bytes bytes = good, part = { .size = 0 };

	memset(bytes.data + 6, 0, 32);
	refuse(key, &bytes, message, "signature: R is zero");
	memset(bytes.data + 6, 0xff, 32);
	refuse(key, &bytes, message, "signature: R is not below the order of the curve");
	bytes = good;
	memset(bytes.data + 40, 0, 32);
	refuse(key, &bytes, message, "signature: S is zero");
	memset(bytes.data + 40, 0xff, 32);
	refuse(key, &bytes, message, "signature: S is not below the order of the curve");

	/* One zero in front: another way to write the same number. */
	put(&part, good.data, 4);
	put_be(&part, 33, 2);
	put_be(&part, 0, 1);
	put(&part, good.data + 6, good.size - 6);
	refuse(key, &part, message, "signature: R has 33 bytes, on a curve of 32");
	bytes = good;
	bytes.size = 38;
	put_be(&bytes, 0, 2);
	refuse(key, &bytes, message, "signature: S is zero");
}

/* The order itself is refused by its own check; the order less 1 gets as far as the key. */
static void check_order(EVP_PKEY *pkey, int curve)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = make_ecc(pkey);
	EC_GROUP *group = EC_GROUP_new_by_curve_name(curve);
	struct bytes bytes = { .size = 0 };
	int width = EVP_PKEY_get_bits(pkey) / 8;
	uint8_t order[48];

	assert_int_equal(BN_bn2binpad(EC_GROUP_get0_order(group), order, width), width);
	put_be(&bytes, TPM_SCHEME_ECDSA, 2);
	put_be(&bytes, HASH_SHA256, 2);
	put_sized(&bytes, order, (size_t)width);
	put_sized(&bytes, order, (size_t)width);
	refuse(key, &bytes, message, "signature: R is not below the order of the curve");
	bytes.data[6 + width - 1]--;
	refuse(key, &bytes, message, "signature: S is not below the order of the curve");
	bytes.data[bytes.size - 1]--;
	refuse(key, &bytes, message, "signature: the key did not make it");
	EC_GROUP_free(group);
}

static void the_orders_are_those_of_the_curves(void **state)
{
	check_order(p256, NID_X9_62_prime256v1);
	check_order(p384, NID_secp384r1);
}

static void rsa_signatures_have_the_size_of_the_key(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = make_rsa(TPM_SCHEME_RSASSA);
	struct bytes bytes = sign(rsa, TPM_SCHEME_RSASSA, "SHA256", HASH_SHA256);

	set_be(&bytes, 4, 255, 2);
	bytes.size--;
	refuse(key, &bytes, message, "signature: it has 255 bytes, by a key of 256");
}

static void reject(const struct bytes *bytes, const char *reason)
{
	struct fault fault = FAULT_NONE;
	struct tpm_key *key = NULL;
	struct tpm_public public;

	assert_int_equal(tpm_public_parse(bytes->data, bytes->size, &public, NULL), 0);
	assert_int_equal(tpm_key_new(&public, &key, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, reason);
	assert_null(key);
}

static void what_is_no_key_is_refused(void **state)
{
	struct bytes bytes = { .size = 0 };
	EVP_PKEY *weak = EVP_RSA_gen(1024);

	put_ecc_public(&bytes, p256);
	bytes.data[bytes.size - 1] ^= 1;
	reject(&bytes, "TPM key: its numbers are no public key");
	bytes.size = 0;
	put_rsa_public(&bytes, weak, TPM_SCHEME_RSASSA);
	reject(&bytes, "TPM key: RSA of 1024 bits, less than 2048");
	bytes.size = 0;
	put_rsa_public(&bytes, rsa, TPM_SCHEME_RSASSA);
	set_be(&bytes, 18, 3, 4);
	reject(&bytes, "TPM key: its exponent is 3, not 65537");
	EVP_PKEY_free(weak);
}

static void a_bare_modulus_makes_a_key(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = NULL;
	struct bytes bytes = { .size = 0 }, signature;
	struct tpm_key *none = NULL;

	put_number(&bytes, rsa, OSSL_PKEY_PARAM_RSA_N, 256);
	assert_int_equal(tpm_key_new_rsa(bytes.data + 2, 256, 65537, &key, NULL), 0);
	signature = sign(rsa, TPM_SCHEME_RSASSA, "SHA256", HASH_SHA256);
	assert_int_equal(verify(key, &signature, message, NULL), 0);
	assert_int_equal(tpm_key_new_rsa(bytes.data + 2, 255, 65537, &none, NULL), -EKEYREJECTED);
	assert_int_equal(tpm_key_new_rsa(bytes.data + 2, 256, 3, &none, NULL), -EKEYREJECTED);
	bytes.data[2] = 0x7f;
	assert_int_equal(tpm_key_new_rsa(bytes.data + 2, 256, 65537, &none, NULL), -EKEYREJECTED);
	assert_null(none);
}

static void only_rsa_keys_encrypt(void **state)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *ecc = make_ecc(p256);
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = make_rsa(TPM_NO_ALGORITHM);
	uint8_t ret[256];

	assert_int_equal(tpm_key_encrypt(key, "LABEL", "x", 1, ret, 256, NULL), 0);
	assert_int_equal(tpm_key_encrypt(key, "LABEL", "x", 1, ret, 255, NULL), -EINVAL);
	assert_int_equal(tpm_key_encrypt(ecc, "LABEL", "x", 1, ret, 32, NULL), -EINVAL);
	tpm_key_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_key_signed_is_taken),
		cmocka_unit_test(a_key_without_a_scheme_may_use_any),
		cmocka_unit_test(p384_is_taken_with_the_hash_that_its_key_names),
		cmocka_unit_test(another_message_or_key_is_refused),
		cmocka_unit_test(schemes_that_are_not_the_keys_are_refused),
		cmocka_unit_test(sha1_is_refused),
		cmocka_unit_test(numbers_out_of_range_are_refused),
		cmocka_unit_test(the_orders_are_those_of_the_curves),
		cmocka_unit_test(rsa_signatures_have_the_size_of_the_key),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(a_bare_modulus_makes_a_key),
		cmocka_unit_test(only_rsa_keys_encrypt),
	};

	return cmocka_run_group_tests_name("tpm_key", tests, set_up, tear_down);
}
