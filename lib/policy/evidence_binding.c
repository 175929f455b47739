/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The three formulas.
 */
#include "lib/policy/evidence_binding.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/policy/tpm_name.h"

#define SHA256_SIZE	32
#define NAME_SIZE	(2 + SHA256_SIZE)
#define TPM_ALG_SHA256	0x000b

static const char report_domain[] = "svsm-guest/report/1";
static const char quote_domain[] = "svsm-guest/quote/1";
static const char bundle_domain[] = "svsm-guest/bundle/1";

static void cleanup_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

static bool add(EVP_MD_CTX *context, const void *data, size_t size)
{
	return EVP_DigestUpdate(context, data, size) == 1;
}

/* The domain without its zero, and the challenge with its length before it. */
static bool begin(EVP_MD_CTX *context, const EVP_MD *digest, const char *domain,
		  const struct evidence_bytes *challenge)
{
	const uint8_t length[2] = { (uint8_t)(challenge->size >> 8), (uint8_t)challenge->size };

	return context && EVP_DigestInit_ex2(context, digest, NULL) == 1 &&
	       add(context, domain, strlen(domain)) && add(context, length, sizeof(length)) &&
	       add(context, challenge->data, challenge->size);
}

static bool is_challenge(const struct evidence_bytes *challenge)
{
	return challenge->data && challenge->size >= EVIDENCE_CHALLENGE_MIN &&
	       challenge->size <= EVIDENCE_CHALLENGE_MAX;
}

static bool is_sha256_name(const struct tpm_name *name)
{
	return name->size == NAME_SIZE && name->bytes[0] == TPM_ALG_SHA256 >> 8 &&
	       name->bytes[1] == (TPM_ALG_SHA256 & 0xff);
}

int evidence_binding_report_nonce(const struct evidence_bytes *challenge,
				  const struct tpm_name *ak_name,
				  const struct evidence_bytes *ephemeral_key,
				  uint8_t ret[static EVIDENCE_BINDING_REPORT_NONCE_SIZE])
{
	_cleanup_(cleanup_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t key[SHA256_SIZE], nonce[EVIDENCE_BINDING_REPORT_NONCE_SIZE];

	if (!is_challenge(challenge) || !is_sha256_name(ak_name))
		return -EINVAL;
	if (ephemeral_key->data && EVP_Digest(ephemeral_key->data, ephemeral_key->size, key, NULL,
					      EVP_sha256(), NULL) != 1)
		return -EIO;
	if (!begin(context, EVP_sha512(), report_domain, challenge) ||
	    !add(context, ak_name->bytes, ak_name->size) ||
	    (ephemeral_key->data && !add(context, key, sizeof(key))) ||
	    EVP_DigestFinal_ex(context, nonce, NULL) != 1)
		return -EIO;
	memcpy(ret, nonce, sizeof(nonce));
	return 0;
}

int evidence_binding_quote_nonce(const struct evidence_bytes *challenge,
				 const struct evidence_bytes *report,
				 const struct evidence_bytes *manifest,
				 uint8_t ret[static EVIDENCE_BINDING_QUOTE_NONCE_SIZE])
{
	_cleanup_(cleanup_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t inner[SHA256_SIZE], nonce[EVIDENCE_BINDING_QUOTE_NONCE_SIZE];

	if (!is_challenge(challenge))
		return -EINVAL;
	if (!context || EVP_DigestInit_ex2(context, EVP_sha256(), NULL) != 1 ||
	    !add(context, report->data, report->size) ||
	    !add(context, manifest->data, manifest->size) ||
	    EVP_DigestFinal_ex(context, inner, NULL) != 1 ||
	    !begin(context, EVP_sha256(), quote_domain, challenge) ||
	    !add(context, inner, sizeof(inner)) || EVP_DigestFinal_ex(context, nonce, NULL) != 1)
		return -EIO;
	memcpy(ret, nonce, sizeof(nonce));
	return 0;
}

int evidence_binding_seal_message(const struct evidence_bytes sealed[static 2],
				  uint8_t ret[static EVIDENCE_BINDING_SEAL_MESSAGE_SIZE])
{
	_cleanup_(cleanup_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t digest[SHA256_SIZE];

	_Static_assert(sizeof(bundle_domain) - 1 + sizeof(digest) ==
		       EVIDENCE_BINDING_SEAL_MESSAGE_SIZE, "the seal's message");
	if (!context || EVP_DigestInit_ex2(context, EVP_sha256(), NULL) != 1 ||
	    !add(context, sealed[0].data, sealed[0].size) ||
	    (sealed[1].size && !add(context, sealed[1].data, sealed[1].size)) ||
	    EVP_DigestFinal_ex(context, digest, NULL) != 1)
		return -EIO;
	memcpy(ret, bundle_domain, sizeof(bundle_domain) - 1);
	memcpy(ret + sizeof(bundle_domain) - 1, digest, sizeof(digest));
	return 0;
}
