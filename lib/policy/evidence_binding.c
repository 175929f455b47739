/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The three formulas.
 */
#include "lib/policy/evidence_binding.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/format/hash_algorithm.h"
#include "lib/policy/hasher.h"
#include "lib/policy/signed_message.h"
#include "lib/policy/tpm_name.h"

#define NAME_SIZE	(2 + HASHER_SHA256_SIZE)

static const char report_domain[] = "svsm-guest/report/1";
static const char quote_domain[] = "svsm-guest/quote/1";
static const char bundle_domain[] = "svsm-guest/bundle/1";

/* The domain without its zero, and the challenge with its length before it. */
static void begin(struct hasher *hasher, enum hash_algorithm algorithm, const char *domain,
		  const struct evidence_bytes *challenge)
{
	const uint8_t length[2] = { (uint8_t)(challenge->size >> 8), (uint8_t)challenge->size };

	(void)hasher_init(hasher, algorithm); /* it is known */
	hasher_add(hasher, domain, strlen(domain));
	hasher_add(hasher, length, sizeof(length));
	hasher_add(hasher, challenge->data, challenge->size);
}

/* SHA-256(first || second) */
static void digest_two(const struct evidence_bytes *first, const struct evidence_bytes *second,
		       uint8_t ret[static HASHER_SHA256_SIZE])
{
	struct hasher hasher;

	(void)hasher_init(&hasher, HASH_SHA256); /* it is known */
	hasher_add(&hasher, first->data, first->size);
	hasher_add(&hasher, second->data, second->size);
	hasher_end(&hasher, ret);
}

static bool is_challenge(const struct evidence_bytes *challenge)
{
	return challenge->data && challenge->size >= EVIDENCE_CHALLENGE_MIN &&
	       challenge->size <= EVIDENCE_CHALLENGE_MAX;
}

static bool is_sha256_name(const struct tpm_name *name)
{
	return name->size == NAME_SIZE && name->bytes[0] == HASH_SHA256 >> 8 &&
	       name->bytes[1] == (HASH_SHA256 & 0xff);
}

int evidence_binding_report_nonce(const struct evidence_bytes *challenge,
				  const struct tpm_name *ak_name,
				  const struct evidence_bytes *ephemeral_key,
				  uint8_t ret[static EVIDENCE_BINDING_REPORT_NONCE_SIZE])
{
	uint8_t key[HASHER_SHA256_SIZE];
	struct hasher hasher;

	if (!is_challenge(challenge) || !is_sha256_name(ak_name))
		return -EINVAL;
	begin(&hasher, HASH_SHA512, report_domain, challenge);
	hasher_add(&hasher, ak_name->bytes, ak_name->size);
	if (ephemeral_key->data) {
		hasher_sha256(ephemeral_key->data, ephemeral_key->size, key);
		hasher_add(&hasher, key, sizeof(key));
	}
	hasher_end(&hasher, ret);
	return 0;
}

int evidence_binding_quote_nonce(const struct evidence_bytes *challenge,
				 const struct evidence_bytes *report,
				 const struct evidence_bytes *manifest,
				 uint8_t ret[static EVIDENCE_BINDING_QUOTE_NONCE_SIZE])
{
	uint8_t inner[HASHER_SHA256_SIZE];
	struct hasher hasher;

	if (!is_challenge(challenge))
		return -EINVAL;
	digest_two(report, manifest, inner);
	begin(&hasher, HASH_SHA256, quote_domain, challenge);
	hasher_add(&hasher, inner, sizeof(inner));
	hasher_end(&hasher, ret);
	return 0;
}

void evidence_binding_seal_message(const struct evidence_bytes sealed[static 2],
				   uint8_t ret[static EVIDENCE_BINDING_SEAL_MESSAGE_SIZE])
{
	_Static_assert(SIGNED_MESSAGE_SIZE(bundle_domain) == EVIDENCE_BINDING_SEAL_MESSAGE_SIZE,
		       "the seal's message");
	signed_message_make(bundle_domain, sealed, ret);
}
