/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making credentials.
 */
#include "lib/policy/credential.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/policy/ek_template.h"
#include "lib/policy/tpm_key.h"
#include "lib/policy/tpm_name.h"

/* What template L-1 says: SHA-256, AES-128-CFB. */
#define DIGEST_SIZE	32
#define CIPHER_KEY_SIZE	16
#define LENGTH_SIZE	2	/* in front of a TPM2B */

static void cleanup_kdf(EVP_KDF **kdf)
{
	EVP_KDF_free(*kdf);
}

static void cleanup_kdf_context(EVP_KDF_CTX **context)
{
	EVP_KDF_CTX_free(*context);
}

static void cleanup_cipher(EVP_CIPHER_CTX **context)
{
	EVP_CIPHER_CTX_free(*context);
}

/*
 * KDFa (part 1, section 11.4.10.2): SP 800-108 in counter mode over HMAC, with the zero
 * behind the label and the length in bits at the end, as OpenSSL's does by default.
 */
static bool derive(const struct secret *seed, const char *label, const struct tpm_name *name,
		   struct secret *ret)
{
	_cleanup_(cleanup_kdf) EVP_KDF *kdf = EVP_KDF_fetch(NULL, "KBKDF", NULL);
	_cleanup_(cleanup_kdf_context) EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, (char *)"counter", 0),
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MAC, (char *)"HMAC", 0),
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, seed->bytes, seed->size),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (char *)label,
						  strlen(label)),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)name->bytes,
						  name->size),
		OSSL_PARAM_construct_end(),
	};

	return context && EVP_KDF_derive(context, ret->bytes, ret->size, params) == 1;
}

/* Of @plain, as many bytes to @ret; the initial vector is zero (section 24.4). */
static bool encrypt(const struct secret *key, const struct secret *plain, uint8_t *ret)
{
	static const uint8_t vector[CIPHER_KEY_SIZE];
	_cleanup_(cleanup_cipher) EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int size;

	return context &&
	       EVP_EncryptInit_ex2(context, EVP_aes_128_cfb128(), key->bytes, vector, NULL) == 1 &&
	       EVP_EncryptUpdate(context, ret, &size, plain->bytes, (int)plain->size) == 1 &&
	       (size_t)size == plain->size;
}

/* The inside of TPM2B_ID_OBJECT: TPM2B integrity, encrypted identity. */
static bool seal(const struct secret *cipher_key, const struct secret *hmac_key,
		 const struct tpm_name *name, const struct secret *plain, struct credential *ret)
{
	uint8_t *digest = ret->id_object + LENGTH_SIZE;
	uint8_t *identity = digest + DIGEST_SIZE;
	uint8_t message[LENGTH_SIZE + CREDENTIAL_SECRET_MAX + TPM_NAME_SIZE_MAX];
	unsigned int digest_size = DIGEST_SIZE;

	if (!encrypt(cipher_key, plain, identity))
		return false;
	memcpy(message, identity, plain->size);
	memcpy(message + plain->size, name->bytes, name->size);
	ret->id_object[0] = 0;
	ret->id_object[1] = DIGEST_SIZE;
	ret->id_object_size = LENGTH_SIZE + DIGEST_SIZE + plain->size;
	return HMAC(EVP_sha256(), hmac_key->bytes, (int)hmac_key->size, message,
		    plain->size + name->size, digest, &digest_size) &&
	       digest_size == DIGEST_SIZE;
}

static int make(const struct tpm_key *key, const struct tpm_name *name, const void *secret,
		size_t size, struct credential *ret, struct fault *fault)
{
	static const struct tpm_name nobody = { .size = 0 };
	_cleanup_(secret_deinit) struct secret seed = SECRET_NONE, cipher_key = SECRET_NONE,
					       hmac_key = SECRET_NONE, plain = SECRET_NONE;
	int r;

	if (secret_init(&seed, DIGEST_SIZE) < 0 || secret_init(&hmac_key, DIGEST_SIZE) < 0 ||
	    secret_init(&cipher_key, CIPHER_KEY_SIZE) < 0 ||
	    secret_init(&plain, LENGTH_SIZE + size) < 0)
		return fault_set(fault, -ENOMEM, "credential: out of memory");
	plain.bytes[1] = (uint8_t)size;
	memcpy(plain.bytes + LENGTH_SIZE, secret, size);
	if (RAND_priv_bytes(seed.bytes, DIGEST_SIZE) != 1 ||
	    !derive(&seed, "STORAGE", name, &cipher_key) ||
	    !derive(&seed, "INTEGRITY", &nobody, &hmac_key) ||
	    !seal(&cipher_key, &hmac_key, name, &plain, ret))
		return fault_set(fault, -EIO, "credential: OpenSSL cannot make it");
	r = tpm_key_encrypt(key, "IDENTITY", seed.bytes, seed.size, ret->seed, sizeof(ret->seed),
			    fault);
	ret->seed_size = sizeof(ret->seed);
	return r;
}

int credential_make(const struct tpm_public *ek, const struct tpm_name *ak, const void *secret,
		    size_t size, struct credential *ret, struct fault *fault)
{
	_cleanup_(tpm_key_cleanup) struct tpm_key *key = NULL;
	struct credential credential = { .seed_size = 0 };
	int r;

	if (!size || size > CREDENTIAL_SECRET_MAX || !ak->size || ak->size > TPM_NAME_SIZE_MAX)
		return fault_set(fault, -EINVAL, "credential: a secret of %zu bytes for a name of "
				 "%zu", size, ak->size);
	r = ek_template_check(ek, fault);
	if (!r)
		r = tpm_key_new(ek, &key, fault);
	if (!r)
		r = make(key, ak, secret, size, &credential, fault);
	if (!r)
		*ret = credential;
	return r;
}
