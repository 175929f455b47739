/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Credentials, opened by the private half of the EK as a TPM would: the derivation is
 * written out here once more, with HMAC alone.
 */
#include "tests/unit/tpm_builder.h"

#include <openssl/hmac.h>
#include <stdbool.h>

#include "lib/policy/credential.h"
#include "lib/policy/tpm_name.h"

static EVP_PKEY *rsa;
static struct bytes ek_bytes;
static struct tpm_public ek;
static const struct tpm_name ak = { .bytes = { 0, HASH_SHA256, 0x11, 0x22 }, .size = 34 };
static const uint8_t secret[32] = "thirty-two bytes of a secret ..";

static int set_up(void **state)
{
	struct bytes modulus = { .size = 0 };

	rsa = EVP_RSA_gen(2048);
	put_number(&modulus, rsa, OSSL_PKEY_PARAM_RSA_N, 256);
	put_ek_public(&ek_bytes, modulus.data + 2);
	return tpm_public_parse(ek_bytes.data, ek_bytes.size, &ek, NULL);
}

static int tear_down(void **state)
{
	EVP_PKEY_free(rsa);
	return 0;
}

/* RSA-OAEP; false when it was not made for this key and label. */
static bool open_seed(const struct credential *credential, uint8_t ret[static 32])
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(rsa, NULL);
	uint8_t plain[256];
	size_t size = sizeof(plain);
	int r;

	assert_int_equal(EVP_PKEY_decrypt_init(context), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()), 1);
	assert_int_equal(EVP_PKEY_CTX_set0_rsa_oaep_label(context,
							  OPENSSL_memdup("IDENTITY", 9), 9), 1);
	r = EVP_PKEY_decrypt(context, plain, &size, credential->seed, credential->seed_size);
	EVP_PKEY_CTX_free(context);
	if (r != 1 || size != 32)
		return false;
	memcpy(ret, plain, 32);
	return true;
}

/* One block of KDFa: HMAC(seed, 1 || label || 0 || context || bits). */
static void derive(const uint8_t *seed, const char *label, const struct tpm_name *name,
		   unsigned int bits, uint8_t ret[static 32])
{
	struct bytes input = { .size = 0 };
	unsigned int size = 32;

	put_be(&input, 1, 4);
	put(&input, label, strlen(label) + 1);
	if (name)
		put(&input, name->bytes, name->size);
	put_be(&input, bits, 4);
	assert_non_null(HMAC(EVP_sha256(), seed, 32, input.data, input.size, ret, &size));
}

/* The secret that is inside for @name; its size, or 0 when the integrity is not right. */
static size_t open_credential(const struct credential *credential, const struct tpm_name *name,
			      uint8_t ret[static 64])
{
	static const uint8_t vector[16];
	const uint8_t *identity = credential->id_object + 34;
	int size = (int)credential->id_object_size - 34;
	uint8_t seed[32], key[32], digest[32], plain[64];
	struct bytes message = { .size = 0 };
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	unsigned int digest_size = 32;

	assert_true(open_seed(credential, seed));
	assert_memory_equal(credential->id_object, "\0\x20", 2);
	derive(seed, "INTEGRITY", NULL, 256, key);
	put(&message, identity, (size_t)size);
	put(&message, name->bytes, name->size);
	HMAC(EVP_sha256(), key, 32, message.data, message.size, digest, &digest_size);
	derive(seed, "STORAGE", name, 128, key);
	assert_int_equal(EVP_DecryptInit_ex(context, EVP_aes_128_cfb128(), NULL, key, vector), 1);
	assert_int_equal(EVP_DecryptUpdate(context, plain, &size, identity, size), 1);
	EVP_CIPHER_CTX_free(context);
	if (memcmp(digest, credential->id_object + 2, 32))
		return 0;
	assert_int_equal(plain[0] << 8 | plain[1], size - 2);
	memcpy(ret, plain + 2, (size_t)size - 2);
	return (size_t)size - 2;
}

static void the_ek_opens_it_for_the_ak(void **state)
{
	struct credential credential;
	uint8_t opened[64];

	assert_int_equal(credential_make(&ek, &ak, secret, 32, &credential, NULL), 0);
	assert_int_equal(credential.id_object_size, CREDENTIAL_OBJECT_MAX);
	assert_int_equal(credential.seed_size, CREDENTIAL_SEED_SIZE);
	assert_int_equal(open_credential(&credential, &ak, opened), 32);
	assert_memory_equal(opened, secret, 32);
	assert_int_equal(credential_make(&ek, &ak, secret, 9, &credential, NULL), 0);
	assert_int_equal(credential.id_object_size, 45);
	assert_int_equal(open_credential(&credential, &ak, opened), 9);
}

static void it_does_not_open_for_another_ak(void **state)
{
	struct tpm_name other = ak;
	struct credential credential;
	uint8_t opened[64];

	other.bytes[33] ^= 1;
	assert_int_equal(credential_make(&ek, &ak, secret, 32, &credential, NULL), 0);
	assert_int_equal(open_credential(&credential, &other, opened), 0);
}

static void no_two_are_alike(void **state)
{
	struct credential a, b;

	assert_int_equal(credential_make(&ek, &ak, secret, 32, &a, NULL), 0);
	assert_int_equal(credential_make(&ek, &ak, secret, 32, &b, NULL), 0);
	assert_memory_not_equal(a.id_object, b.id_object, CREDENTIAL_OBJECT_MAX);
	assert_memory_not_equal(a.seed, b.seed, CREDENTIAL_SEED_SIZE);
}

static void secrets_of_other_sizes_are_refused(void **state)
{
	const struct tpm_name none = { .size = 0 };
	struct credential credential = { .seed_size = 77 };
	uint8_t long_secret[33] = { 0 };

	assert_int_equal(credential_make(&ek, &ak, secret, 0, &credential, NULL), -EINVAL);
	assert_int_equal(credential_make(&ek, &ak, long_secret, 33, &credential, NULL), -EINVAL);
	assert_int_equal(credential_make(&ek, &none, secret, 32, &credential, NULL), -EINVAL);
	assert_int_equal(credential.seed_size, 77);
}

static void no_other_key_gets_one(void **state)
{
	struct credential credential = { .seed_size = 77 };
	struct fault fault = FAULT_NONE;
	struct tpm_public other = ek;

	other.attributes |= TPM_PUBLIC_USER_WITH_AUTH;
	assert_int_equal(credential_make(&other, &ak, secret, 32, &credential, &fault),
			 -EKEYREJECTED);
	assert_string_equal(fault.text, "EK: its attributes are 0x000300f2, not 0x000300b2");
	assert_int_equal(credential.seed_size, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ek_opens_it_for_the_ak),
		cmocka_unit_test(it_does_not_open_for_another_ak),
		cmocka_unit_test(no_two_are_alike),
		cmocka_unit_test(secrets_of_other_sizes_are_refused),
		cmocka_unit_test(no_other_key_gets_one),
	};

	return cmocka_run_group_tests_name("credential", tests, set_up, tear_down);
}
