/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What OpenSSL does with a TPM's key.
 */
#include "lib/policy/tpm_key.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/curve_order.h"
#include "lib/policy/tpm_hash.h"

#define EXPONENT	65537
#define CURVE_MAX	48	/* bytes of a number on P-384 */
#define POINT_MAX	(1 + 2 * CURVE_MAX)
#define DER_MAX		128	/* of a signature on P-384: at most 104 */

struct tpm_key {
	EVP_PKEY *key;
	enum tpm_key_type type;
	uint16_t curve;		/* TPM_KEY_ECC */
	size_t number_size;	/* bytes of the modulus, or of a number on the curve */
	uint16_t scheme;	/* the one it signs with, or TPM_NO_ALGORITHM */
	uint16_t scheme_hash;
};

static void cleanup_builder(OSSL_PARAM_BLD **builder)
{
	OSSL_PARAM_BLD_free(*builder);
}

static void cleanup_params(OSSL_PARAM **params)
{
	OSSL_PARAM_free(*params);
}

static void cleanup_key_context(EVP_PKEY_CTX **context)
{
	EVP_PKEY_CTX_free(*context);
}

static void cleanup_digest_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

static void cleanup_number(BIGNUM **number)
{
	BN_free(*number);
}

static void cleanup_signature(ECDSA_SIG **signature)
{
	ECDSA_SIG_free(*signature);
}

/* Which of OpenSSL's keys @builder describes; NULL when it is none. */
static EVP_PKEY *build(const char *type, OSSL_PARAM_BLD *builder)
{
	_cleanup_(cleanup_params) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
	_cleanup_(cleanup_key_context) EVP_PKEY_CTX *context =
		EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (!params || !context || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		return NULL;
	return key;
}

static EVP_PKEY *build_rsa(const uint8_t *modulus, size_t size)
{
	_cleanup_(cleanup_builder) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	_cleanup_(cleanup_number) BIGNUM *number = BN_bin2bn(modulus, (int)size, NULL);

	if (!builder || !number ||
	    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, number) != 1 ||
	    OSSL_PARAM_BLD_push_uint(builder, OSSL_PKEY_PARAM_RSA_E, EXPONENT) != 1)
		return NULL;
	return build("RSA", builder);
}

static EVP_PKEY *build_ecc(const struct tpm_public *public)
{
	_cleanup_(cleanup_builder) OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	size_t size = tpm_public_curve_size(public->curve);
	uint8_t point[POINT_MAX] = { POINT_CONVERSION_UNCOMPRESSED };

	/* The parser saw to it that both fit; OpenSSL sees to it that they are a point. */
	memcpy(point + 1 + size - public->x_size, public->x, public->x_size);
	memcpy(point + 1 + 2 * size - public->y_size, public->y, public->y_size);
	if (!builder ||
	    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME,
					    public->curve == TPM_CURVE_P256 ? "P-256" : "P-384",
					    0) != 1 ||
	    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point,
					     1 + 2 * size) != 1)
		return NULL;
	return build("EC", builder);
}

/* Takes what is in @key, also the OpenSSL key, which may be NULL. */
static int finish(struct tpm_key key, struct tpm_key **ret, struct fault *fault)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *owned = malloc(sizeof(*owned));

	if (!owned) {
		EVP_PKEY_free(key.key);
		return fault_set(fault, -ENOMEM, "TPM key: out of memory");
	}
	*owned = key;
	if (!owned->key)
		return fault_set(fault, -EKEYREJECTED, "TPM key: its numbers are no public key");
	*ret = TAKE_PTR(owned);
	return 0;
}

static int check_rsa(size_t size, uint32_t exponent, struct fault *fault)
{
	if (size < TPM_KEY_RSA_BITS_MIN / 8)
		return fault_set(fault, -EKEYREJECTED, "TPM key: RSA of %zu bits, less than %u",
				 8 * size, TPM_KEY_RSA_BITS_MIN);
	if (exponent != EXPONENT)
		return fault_set(fault, -EKEYREJECTED, "TPM key: its exponent is %u, not %u",
				 exponent, EXPONENT);
	return 0;
}

int tpm_key_new_rsa(const uint8_t *modulus, size_t size, uint32_t exponent,
		    struct tpm_key **ret, struct fault *fault)
{
	struct tpm_key key = {
		.type = TPM_KEY_RSA,
		.number_size = size,
		.scheme = TPM_NO_ALGORITHM,
	};
	int r = check_rsa(size, exponent, fault);

	if (r < 0)
		return r;
	if (size > TPM_PUBLIC_RSA_BITS_MAX / 8 || !(modulus[0] & 0x80))
		return fault_set(fault, -EKEYREJECTED,
				 "TPM key: its modulus of %zu bytes has zeros in front or is above "
				 "%u bits", size, TPM_PUBLIC_RSA_BITS_MAX);
	key.key = build_rsa(modulus, size);
	return finish(key, ret, fault);
}

int tpm_key_new(const struct tpm_public *public, struct tpm_key **ret, struct fault *fault)
{
	struct tpm_key key = {
		.type = public->type,
		.curve = public->curve,
		.scheme = public->scheme,
		.scheme_hash = public->scheme_hash,
	};
	int r;

	if (public->type == TPM_KEY_RSA) {
		r = check_rsa(public->modulus_size, public->exponent ?: EXPONENT, fault);
		if (r < 0)
			return r;
		key.number_size = public->modulus_size;
		key.key = build_rsa(public->modulus, public->modulus_size);
	} else {
		key.number_size = tpm_public_curve_size(public->curve);
		key.key = build_ecc(public);
	}
	return finish(key, ret, fault);
}

static int check_scheme(const struct tpm_key *key, const struct tpm_signature *signature,
			struct fault *fault)
{
	if ((key->type == TPM_KEY_ECC) != (signature->algorithm == TPM_SCHEME_ECDSA))
		return fault_set(fault, -EKEYREJECTED,
				 "signature: its scheme 0x%04x is none of a key of type 0x%04x",
				 signature->algorithm, key->type);
	if (!tpm_hash_counts(signature->hash))
		return fault_set(fault, -EKEYREJECTED,
				 "signature: it is made with %s, not sha256 or better",
				 hash_algorithm_name(signature->hash));
	if (key->scheme == TPM_NO_ALGORITHM)
		return 0;
	if (signature->algorithm != key->scheme || signature->hash != key->scheme_hash)
		return fault_set(fault, -EKEYREJECTED,
				 "signature: scheme 0x%04x with %s is not the key's own",
				 signature->algorithm, hash_algorithm_name(signature->hash));
	return 0;
}

/* A number from 1 to the order less 1, in as many bytes as the curve has. */
static int check_number(const struct tpm_key *key, const uint8_t *bytes, size_t size,
			const char *name, struct fault *fault)
{
	static const uint8_t zero[CURVE_MAX];
	uint8_t number[CURVE_MAX] = { 0 };

	if (size > key->number_size)
		return fault_set(fault, -EKEYREJECTED, "signature: %s has %zu bytes, on a curve of "
				 "%zu", name, size, key->number_size);
	if (size)
		memcpy(number + key->number_size - size, bytes, size);
	if (!memcmp(number, zero, key->number_size))
		return fault_set(fault, -EKEYREJECTED, "signature: %s is zero", name);
	if (memcmp(number, key->curve == TPM_CURVE_P256 ? curve_order_p256 : curve_order_p384,
		   key->number_size) >= 0)
		return fault_set(fault, -EKEYREJECTED,
				 "signature: %s is not below the order of the curve", name);
	return 0;
}

/* R and S in DER; 0 when OpenSSL fails. */
static size_t encode(const struct tpm_signature *signature, uint8_t ret[static DER_MAX])
{
	_cleanup_(cleanup_signature) ECDSA_SIG *ecdsa = ECDSA_SIG_new();
	_cleanup_(cleanup_number) BIGNUM *r = BN_bin2bn(signature->r, (int)signature->r_size, NULL);
	_cleanup_(cleanup_number) BIGNUM *s = BN_bin2bn(signature->s, (int)signature->s_size, NULL);
	uint8_t *at = ret;
	int size;

	if (!ecdsa || !r || !s || ECDSA_SIG_set0(ecdsa, r, s) != 1)
		return 0;
	r = s = NULL; /* the ECDSA_SIG's now */
	size = i2d_ECDSA_SIG(ecdsa, NULL);
	if (size <= 0 || size > DER_MAX || i2d_ECDSA_SIG(ecdsa, &at) != size)
		return 0;
	return (size_t)size;
}

static const EVP_MD *find_hash(uint16_t algorithm)
{
	switch (algorithm) {
	case HASH_SHA256:
		return EVP_sha256();
	case HASH_SHA384:
		return EVP_sha384();
	case HASH_SHA512:
		return EVP_sha512();
	}
	return NULL;
}

static bool is_good(const struct tpm_key *key, const struct tpm_signature *signature,
		    const uint8_t *bytes, size_t bytes_size, const void *message, size_t size)
{
	_cleanup_(cleanup_digest_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	const EVP_MD *hash = find_hash(signature->hash);
	EVP_PKEY_CTX *options;	/* @context's own */

	if (!hash || !context ||
	    EVP_DigestVerifyInit(context, &options, hash, NULL, key->key) != 1)
		return false;
	if (signature->algorithm == TPM_SCHEME_RSAPSS &&
	    (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
	     EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_AUTO) != 1))
		return false;
	return EVP_DigestVerify(context, bytes, bytes_size, message, size) == 1;
}

static int verify_ecdsa(const struct tpm_key *key, const struct tpm_signature *signature,
			const void *message, size_t size, struct fault *fault)
{
	uint8_t der[DER_MAX];
	size_t der_size;
	int r;

	r = check_number(key, signature->r, signature->r_size, "R", fault);
	if (!r)
		r = check_number(key, signature->s, signature->s_size, "S", fault);
	if (r < 0)
		return r;
	der_size = encode(signature, der);
	if (!der_size || !is_good(key, signature, der, der_size, message, size))
		return fault_set(fault, -EKEYREJECTED, "signature: the key did not make it");
	return 0;
}

int tpm_key_verify(const struct tpm_key *key, const struct tpm_signature *signature,
		   const void *message, size_t size, struct fault *fault)
{
	int r = check_scheme(key, signature, fault);

	if (r < 0)
		return r;
	if (signature->algorithm == TPM_SCHEME_ECDSA)
		return verify_ecdsa(key, signature, message, size, fault);
	if (signature->rsa_size != key->number_size)
		return fault_set(fault, -EKEYREJECTED,
				 "signature: it has %zu bytes, by a key of %zu",
				 signature->rsa_size, key->number_size);
	if (!is_good(key, signature, signature->rsa, signature->rsa_size, message, size))
		return fault_set(fault, -EKEYREJECTED, "signature: the key did not make it");
	return 0;
}

int tpm_key_encrypt(const struct tpm_key *key, const char *label, const void *data, size_t size,
		    uint8_t *ret, size_t ret_size, struct fault *fault)
{
	_cleanup_(cleanup_key_context) EVP_PKEY_CTX *context =
		EVP_PKEY_CTX_new_from_pkey(NULL, key->key, NULL);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE,
						 (char *)OSSL_PKEY_RSA_PAD_MODE_OAEP, 0),
		OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST,
						 (char *)"SHA256", 0),
		OSSL_PARAM_construct_octet_string(OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL,
						  (char *)label, strlen(label) + 1),
		OSSL_PARAM_construct_end(),
	};

	if (key->type != TPM_KEY_RSA || ret_size != key->number_size)
		return -EINVAL;
	if (!context || EVP_PKEY_encrypt_init_ex(context, params) != 1 ||
	    EVP_PKEY_encrypt(context, ret, &ret_size, data, size) != 1)
		return fault_set(fault, -EIO, "TPM key: OpenSSL cannot encrypt to it");
	return 0;
}

void tpm_key_free(struct tpm_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->key);
	free(key);
}

void tpm_key_cleanup(struct tpm_key **key)
{
	tpm_key_free(*key);
}
