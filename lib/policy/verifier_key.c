/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signing by a verifier's key, and checking.
 */
#include "lib/policy/verifier_key.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"

#define PEM_SIZE_MAX	(64u * 1024)

static void cleanup_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

static void cleanup_key(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static void cleanup_bio(BIO **bio)
{
	BIO_free(*bio);
}

/* No password is ever asked for: a library has no terminal. */
static int no_password(char *ret, int size, int is_writing, void *user)
{
	return -1;
}

static int read_key(const void *pem, size_t size, bool is_private, EVP_PKEY **ret,
		    struct fault *fault)
{
	_cleanup_(cleanup_bio) BIO *bio = NULL;
	EVP_PKEY *key = NULL;

	if (size > PEM_SIZE_MAX)
		return fault_set(fault, -E2BIG, "verifier's key: %zu bytes are more than are taken",
				 size);
	bio = BIO_new_mem_buf(size ? pem : "", (int)size);
	if (bio)
		key = is_private ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL) :
				   PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL);
	if (!key)
		return fault_set(fault, -EBADMSG, "verifier's key: no %s key in PEM that can be "
				 "read without a password", is_private ? "private" : "public");
	*ret = key;
	return 0;
}

/* The hash that goes with the key; Ed25519 has its own, hence NULL. */
static int find_hash(const EVP_PKEY *key, const EVP_MD **ret, struct fault *fault)
{
	char curve[32] = "";

	*ret = NULL;
	if (EVP_PKEY_is_a(key, "ED25519"))
		return 0;
	*ret = EVP_sha256();
	if (EVP_PKEY_is_a(key, "EC") &&
	    EVP_PKEY_get_group_name(key, curve, sizeof(curve), NULL) == 1 &&
	    (!strcmp(curve, "prime256v1") || !strcmp(curve, "secp384r1")))
		return 0;
	return fault_set(fault, -EOPNOTSUPP,
			 "verifier's key: neither Ed25519 nor ECDSA on P-256 or P-384");
}

int verifier_key_sign(const struct evidence_bytes *pem, const struct evidence_bytes *message,
		      uint8_t ret[static VERIFIER_KEY_SIGNATURE_MAX], size_t *ret_size,
		      struct fault *fault)
{
	_cleanup_(cleanup_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	_cleanup_(cleanup_key) EVP_PKEY *key = NULL;
	uint8_t signature[VERIFIER_KEY_SIGNATURE_MAX];
	size_t size = sizeof(signature);
	const EVP_MD *hash;
	int r;

	r = read_key(pem->data, pem->size, true, &key, fault);
	if (!r)
		r = find_hash(key, &hash, fault);
	if (r < 0)
		return r;
	if (!context || EVP_DigestSignInit(context, NULL, hash, NULL, key) != 1 ||
	    EVP_DigestSign(context, signature, &size, message->data, message->size) != 1)
		return fault_set(fault, -EIO, "verifier's key: OpenSSL cannot sign with it");
	memcpy(ret, signature, size);
	*ret_size = size;
	return 0;
}

int verifier_key_check(const struct evidence_bytes *pem, const struct evidence_bytes *message,
		       const struct evidence_bytes *signature, struct fault *fault)
{
	_cleanup_(cleanup_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	_cleanup_(cleanup_key) EVP_PKEY *key = NULL;
	const EVP_MD *hash;
	int r;

	r = read_key(pem->data, pem->size, false, &key, fault);
	if (!r)
		r = find_hash(key, &hash, fault);
	if (r < 0)
		return r;
	if (!context || EVP_DigestVerifyInit(context, NULL, hash, NULL, key) != 1 ||
	    EVP_DigestVerify(context, signature->data, signature->size, message->data,
			     message->size) != 1)
		return fault_set(fault, -EKEYREJECTED,
				 "its signature is not by this key, or it was changed");
	return 0;
}
