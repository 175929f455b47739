/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A TPM of the tests' own: structures as a TPM writes them, and keys that OpenSSL holds
 * in its place.
 */
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_public.h"
#include "tests/unit/unit.h"

#define BUILDER_AK_ATTRIBUTES	0x00050072u
#define BUILDER_EK_ATTRIBUTES	0x000300b2u

static inline void put_be(struct bytes *bytes, uint64_t value, size_t width)
{
	for (; width; width--)
		put(bytes, &(uint8_t){ value >> (8 * (width - 1)) & 0xff }, 1);
}

static inline void set_be(struct bytes *bytes, size_t offset, uint64_t value, size_t width)
{
	struct bytes number = { .size = 0 };

	put_be(&number, value, width);
	memcpy(bytes->data + offset, number.data, width);
}

/* A TPM2B. */
static inline void put_sized(struct bytes *bytes, const void *data, size_t size)
{
	put_be(bytes, size, 2);
	put(bytes, data, size);
}

/* A number of a key, in @size bytes. */
static inline void put_number(struct bytes *bytes, EVP_PKEY *key, const char *name, size_t size)
{
	uint8_t number[512];
	BIGNUM *big = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(key, name, &big), 1);
	assert_int_equal(BN_bn2binpad(big, number, (int)size), size);
	put_sized(bytes, number, size);
	BN_free(big);
}

/* The AK of an ECC key: P-256 or P-384, after its size. */
static inline void put_ecc_public(struct bytes *bytes, EVP_PKEY *key)
{
	size_t size = (size_t)EVP_PKEY_get_bits(key) / 8;

	put_be(bytes, TPM_KEY_ECC, 2);
	put_be(bytes, HASH_SHA256, 2);
	put_be(bytes, BUILDER_AK_ATTRIBUTES, 4);
	put_be(bytes, 0, 2);
	put_be(bytes, TPM_NO_ALGORITHM, 2);
	put_be(bytes, TPM_SCHEME_ECDSA, 2);
	put_be(bytes, HASH_SHA256, 2);
	put_be(bytes, size == 32 ? TPM_CURVE_P256 : TPM_CURVE_P384, 2);
	put_be(bytes, TPM_NO_ALGORITHM, 2);
	put_number(bytes, key, OSSL_PKEY_PARAM_EC_PUB_X, size);
	put_number(bytes, key, OSSL_PKEY_PARAM_EC_PUB_Y, size);
}

/* The AK of an RSA key, for RSASSA or RSAPSS. */
static inline void put_rsa_public(struct bytes *bytes, EVP_PKEY *key, uint16_t scheme)
{
	size_t bits = (size_t)EVP_PKEY_get_bits(key);

	put_be(bytes, TPM_KEY_RSA, 2);
	put_be(bytes, HASH_SHA256, 2);
	put_be(bytes, BUILDER_AK_ATTRIBUTES, 4);
	put_be(bytes, 0, 2);
	put_be(bytes, TPM_NO_ALGORITHM, 2);
	put_be(bytes, scheme, 2);
	if (scheme != TPM_NO_ALGORITHM)
		put_be(bytes, HASH_SHA256, 2);
	put_be(bytes, bits, 2);
	put_be(bytes, 0, 4);
	put_number(bytes, key, OSSL_PKEY_PARAM_RSA_N, bits / 8);
}

/* An EK by template L-1 with that modulus of 256 bytes, 314 in all. */
static inline void put_ek_public(struct bytes *bytes, const void *modulus)
{
	static const uint8_t policy_a[32] = {
		0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc,
		0x8d, 0x46, 0xa5, 0xd7, 0x24, 0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52,
		0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa,
	};

	put_be(bytes, TPM_KEY_RSA, 2);
	put_be(bytes, HASH_SHA256, 2);
	put_be(bytes, BUILDER_EK_ATTRIBUTES, 4);
	put_sized(bytes, policy_a, sizeof(policy_a));
	put_be(bytes, TPM_CIPHER_AES, 2);
	put_be(bytes, 128, 2);
	put_be(bytes, TPM_CIPHER_CFB, 2);
	put_be(bytes, TPM_NO_ALGORITHM, 2);
	put_be(bytes, 2048, 2);
	put_be(bytes, 0, 4);
	put_sized(bytes, modulus, 256);
}

/* The signature of @key over @message, with the hash of that name and TPM_ALG_ID. */
static inline void put_signature(struct bytes *bytes, EVP_PKEY *key, uint16_t scheme,
				 const char *hash_name, uint16_t hash, const void *message,
				 size_t size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t signature_size = 512;
	uint8_t signature[512];
	const uint8_t *at = signature;
	EVP_PKEY_CTX *options;

	assert_int_equal(EVP_DigestSignInit_ex(context, &options, hash_name, NULL, NULL, key, NULL),
			 1);
	if (scheme == TPM_SCHEME_RSAPSS)
		assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING), 1);
	assert_int_equal(EVP_DigestSign(context, signature, &signature_size, message, size), 1);
	put_be(bytes, scheme, 2);
	put_be(bytes, hash, 2);
	if (scheme == TPM_SCHEME_ECDSA) {
		ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)signature_size);
		int width = EVP_PKEY_get_bits(key) / 8;

		assert_non_null(pair);
		assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, width), width);
		put_sized(bytes, signature, (size_t)width);
		assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature, width), width);
		put_sized(bytes, signature, (size_t)width);
		ECDSA_SIG_free(pair);
	} else {
		put_sized(bytes, signature, signature_size);
	}
	EVP_MD_CTX_free(context);
}
