/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signing and checking records.
 */
#include "lib/policy/binding_signature.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/binding_record.h"
#include "lib/policy/signed_message.h"

#define DOMAIN		"svsm-guest/ak-binding/1"
#define MESSAGE_SIZE	SIGNED_MESSAGE_SIZE(DOMAIN)
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

static int sign(EVP_PKEY *key, const EVP_MD *hash, const uint8_t message[static MESSAGE_SIZE],
		struct binding_record *record, struct fault *fault)
{
	_cleanup_(cleanup_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t signature[BINDING_RECORD_SIGNATURE_MAX];
	size_t size = sizeof(signature);

	if (!context || EVP_DigestSignInit(context, NULL, hash, NULL, key) != 1 ||
	    EVP_DigestSign(context, signature, &size, message, MESSAGE_SIZE) != 1)
		return fault_set(fault, -EIO, "verifier's key: OpenSSL cannot sign with it");
	memcpy(record->signature, signature, size);
	record->signature_size = size;
	return 0;
}

int binding_signature_make(struct binding_record *record, const void *pem, size_t size,
			   struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(BINDING_RECORD_SIZE_MAX);
	_cleanup_(cleanup_key) EVP_PKEY *key = NULL;
	struct evidence_bytes parts[2] = { { NULL, 0 } };
	uint8_t message[MESSAGE_SIZE];
	const EVP_MD *hash;
	int r;

	if (record->signature_size)
		return fault_set(fault, -EINVAL, "binding record: it is signed already");
	r = read_key(pem, size, true, &key, fault);
	if (!r)
		r = find_hash(key, &hash, fault);
	if (r < 0)
		return r;
	r = binding_record_encode(record, &text);
	if (r < 0)
		return fault_set(fault, r, "binding record: it cannot be written");
	parts[0] = (struct evidence_bytes){ text.data, text.size };
	signed_message_make(DOMAIN, parts, message);
	return sign(key, hash, message, record, fault);
}

int binding_signature_check(const struct binding_record *record, const void *pem, size_t size,
			    struct fault *fault)
{
	_cleanup_(cleanup_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	_cleanup_(cleanup_key) EVP_PKEY *key = NULL;
	uint8_t message[MESSAGE_SIZE];
	const EVP_MD *hash;
	int r;

	if (!record->signature_size)
		return fault_set(fault, -EKEYREJECTED, "binding record: it is not signed");
	r = read_key(pem, size, false, &key, fault);
	if (!r)
		r = find_hash(key, &hash, fault);
	if (r < 0)
		return r;
	signed_message_make(DOMAIN, record->signed_text, message);
	if (!context ||
	    EVP_DigestVerifyInit(context, NULL, hash, NULL, key) != 1 ||
	    EVP_DigestVerify(context, record->signature, record->signature_size, message,
			     sizeof(message)) != 1)
		return fault_set(fault, -EKEYREJECTED,
				 "binding record: its signature is not by this key, or it was "
				 "changed");
	return 0;
}
