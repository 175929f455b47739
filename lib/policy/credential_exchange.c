/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Challenge and response.
 */
#include "lib/policy/credential_exchange.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stddef.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/format/credential_file.h"
#include "lib/format/evidence.h"
#include "lib/format/service.h"
#include "lib/format/services_manifest.h"
#include "lib/format/tpm_public.h"
#include "lib/policy/ak_template.h"
#include "lib/policy/credential.h"
#include "lib/policy/ek_template.h"
#include "lib/policy/hasher.h"
#include "lib/policy/tpm_name.h"

static int find_ek(const struct evidence *evidence, struct tpm_public *ret, struct fault *fault)
{
	const struct service_entry *entry;
	struct services_manifest manifest;
	int r;

	r = services_manifest_parse(evidence->manifest.data, evidence->manifest.size, &manifest,
				    fault);
	if (r < 0)
		return r;
	entry = services_manifest_find(&manifest, &service_vtpm);
	if (!entry || !entry->manifest)
		return fault_set(fault, -EBADMSG, "evidence: the SVSM offers no TPM");
	r = tpm_public_parse(entry->manifest, entry->manifest_size, ret, fault);
	return r ?: ek_template_check(ret, fault);
}

static int find_ak(const struct evidence *evidence, struct tpm_public *ret, struct fault *fault)
{
	int r = tpm_public_parse(evidence->ak.data, evidence->ak.size, ret, fault);

	return r ?: ak_template_check(ret, fault);
}

static int find_keys(const struct evidence *evidence, struct tpm_public *ret_ek,
		     struct tpm_public *ret_ak, struct fault *fault)
{
	int r = find_ek(evidence, ret_ek, fault);

	return r ?: find_ak(evidence, ret_ak, fault);
}

int credential_exchange_check(const struct evidence *evidence, struct fault *fault)
{
	struct tpm_public ek, ak;

	return find_keys(evidence, &ek, &ak, fault);
}

/* By OpenSSL, which leaves nothing of a secret behind. */
static int digest(const struct secret *secret, uint8_t ret[static BINDING_RECORD_DIGEST_SIZE],
		  struct fault *fault)
{
	if (EVP_Digest(secret->bytes, secret->size, ret, NULL, EVP_sha256(), NULL) == 1)
		return 0;
	return fault_set(fault, -EIO, "credential: OpenSSL cannot compute SHA-256");
}

static int take_name(const struct tpm_public *public,
		     uint8_t ret[static BINDING_RECORD_NAME_SIZE], struct tpm_name *ret_name,
		     struct fault *fault)
{
	if (tpm_name_of(public, ret_name) < 0 || ret_name->size != BINDING_RECORD_NAME_SIZE)
		return fault_set(fault, -EKEYREJECTED,
				 "credential: a key whose name is not made with SHA-256");
	memcpy(ret, ret_name->bytes, BINDING_RECORD_NAME_SIZE);
	return 0;
}

static int make_secret(struct secret *secret, struct credential_state *state,
		       struct fault *fault)
{
	if (secret_init(secret, CREDENTIAL_FILE_SECRET_SIZE) < 0)
		return fault_set(fault, -ENOMEM, "credential: no memory");
	if (RAND_bytes(secret->bytes, (int)secret->size) != 1)
		return fault_set(fault, -EIO, "credential: OpenSSL has no random bytes");
	return digest(secret, state->secret_digest, fault);
}

int credential_exchange_begin(const struct evidence *evidence, int64_t now,
			      struct credential_challenge *ret_challenge,
			      struct credential_state *ret_state, struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret secret = SECRET_NONE;
	struct credential_challenge challenge = { .seed_size = 0 };
	struct credential_state state = { .time = now };
	struct tpm_name ek_name, ak_name;
	struct credential credential;
	struct tpm_public ek, ak;
	int r;

	r = find_keys(evidence, &ek, &ak, fault);
	if (!r)
		r = take_name(&ek, state.ek_name, &ek_name, fault);
	if (!r)
		r = take_name(&ak, state.ak_name, &ak_name, fault);
	hasher_sha256(evidence->report.data, evidence->report.size, state.report_digest);
	if (!r)
		r = make_secret(&secret, &state, fault);
	if (!r)
		r = credential_make(&ek, &ak_name, secret.bytes, secret.size, &credential, fault);
	if (r < 0)
		return r;
	memcpy(challenge.ek_name, state.ek_name, sizeof(challenge.ek_name));
	memcpy(challenge.ak_name, state.ak_name, sizeof(challenge.ak_name));
	memcpy(challenge.id_object, credential.id_object, credential.id_object_size);
	challenge.id_object_size = credential.id_object_size;
	memcpy(challenge.seed, credential.seed, credential.seed_size);
	challenge.seed_size = credential.seed_size;
	*ret_challenge = challenge;
	*ret_state = state;
	return 0;
}

int credential_exchange_end(const struct credential_state *state,
			    const struct credential_response *response, const char *verifier,
			    int64_t now, struct binding_record *ret, struct fault *fault)
{
	struct binding_record record = { .time = now };
	uint8_t shown[BINDING_RECORD_DIGEST_SIZE];
	int r;

	if (strlen(verifier) > BINDING_RECORD_VERIFIER_MAX)
		return fault_set(fault, -EINVAL, "credential: the verifier's name is too long");
	if (memcmp(response->ak_name, state->ak_name, sizeof(state->ak_name)))
		return fault_set(fault, -EKEYREJECTED, "credential: the response is of another AK");
	if (now < state->time || now - state->time > CREDENTIAL_EXCHANGE_AGE_MAX)
		return fault_set(fault, -ESTALE, "credential: the challenge is too old to be answered");
	r = digest(&response->secret, shown, fault);
	if (r < 0)
		return r;
	if (CRYPTO_memcmp(shown, state->secret_digest, sizeof(shown)))
		return fault_set(fault, -EKEYREJECTED, "credential: the response has another secret: "
				 "it is for another challenge, or the TPM could not open it");
	memcpy(record.ak_name, state->ak_name, sizeof(record.ak_name));
	memcpy(record.ek_name, state->ek_name, sizeof(record.ek_name));
	memcpy(record.report_digest, state->report_digest, sizeof(record.report_digest));
	memcpy(record.verifier, verifier, strlen(verifier) + 1);
	*ret = record;
	return 0;
}
