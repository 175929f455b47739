/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sealing.
 */
#include "lib/sys/tpm_seal.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/argon2.h"
#include "lib/sys/tpm_pin.h"
#include "lib/sys/tpm_primary.h"
#include "lib/sys/tpm_session.h"
#include "lib/sys/tpm_srk.h"
#include "lib/sys/tpm_stray.h"

/* What TPM2_Create gives; ESYS's memory, both or none. */
struct created {
	struct tpm *tpm;
	TPM2B_PRIVATE *private;
	TPM2B_PUBLIC *public;
};

static void cleanup_created(struct created *created)
{
	if (!created->private)
		return; /* perhaps without ESYS */
	created->tpm->tss->Esys_Free(created->private);
	created->tpm->tss->Esys_Free(created->public);
}

static void cleanup_sensitive(TPM2B_SENSITIVE_CREATE *sensitive)
{
	explicit_bzero(sensitive, sizeof(*sensitive));
}

/* The TPM shows the key that the token says: else nothing would open again. */
static int check_srk(struct tpm *tpm, const struct svsm_token *token, struct tpm_srk *ret,
		     struct fault *fault)
{
	int r = tpm_srk_find(tpm, token->srk_handle, ret, fault);

	if (r < 0)
		return r;
	if (ret->public_size != token->srk_size ||
	    memcmp(ret->public, token->srk, token->srk_size))
		return fault_set(fault, -EREMCHG, "%s: the storage root key at handle 0x%08x is "
				 "another one than a moment ago", tpm->name, token->srk_handle);
	return 0;
}

/* Key and PIN as the TPM is to keep them. */
static int make_sensitive(const struct svsm_token *token, const struct secret *key,
			  const struct secret *pin, TPM2B_SENSITIVE_CREATE *ret,
			  struct fault *fault)
{
	_cleanup_(secret_deinit) struct secret stretched = SECRET_NONE;
	int r;

	ret->sensitive.data.size = TPM_SEAL_KEY_SIZE;
	memcpy(ret->sensitive.data.buffer, key->bytes, TPM_SEAL_KEY_SIZE);
	if (!pin)
		return 0;
	r = argon2_stretch(pin, &token->pin, &stretched, fault);
	if (r < 0)
		return r;
	tpm_pin_auth(&stretched, &ret->sensitive.userAuth);
	tpm_pin_mix(&stretched, ret->sensitive.data.buffer, TPM_SEAL_KEY_SIZE);
	return 0;
}

static TSS2_RC create(struct tpm_session *session, const TPM2B_SENSITIVE_CREATE *sensitive,
		      const uint8_t policy[SEALED_POLICY_DIGEST_SIZE], bool has_pin,
		      struct created *ret)
{
	const TPML_PCR_SELECTION no_pcrs = { .count = 0 };
	const TPM2B_DATA no_data = { .size = 0 };
	TPM2B_PUBLIC template = {
		.publicArea = {
			.type = TPM2_ALG_KEYEDHASH,
			.nameAlg = TPM2_ALG_SHA256,
			.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
					    TPMA_OBJECT_ADMINWITHPOLICY |
					    (has_pin ? 0 : TPMA_OBJECT_NODA),
			.authPolicy.size = SEALED_POLICY_DIGEST_SIZE,
			.parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL,
		},
	};
	TSS2_RC rc;

	memcpy(template.publicArea.authPolicy.buffer, policy, SEALED_POLICY_DIGEST_SIZE);
	rc = TPM_ESYS_CALL(session->tpm, Esys_Create, session->srk, session->session, ESYS_TR_NONE,
			   ESYS_TR_NONE, sensitive, &template, &no_data, &no_pcrs, &ret->private,
			   &ret->public, NULL, NULL, NULL);
	if (!rc)
		session->handle = 0; /* it was for one command */
	return rc;
}

static int keep(const struct created *created, struct svsm_token *token, struct fault *fault)
{
	uint8_t public[TPM_PRIMARY_PUBLIC_MAX];
	size_t size;
	int r = tpm_primary_marshal(created->tpm, created->public, public, &size, fault);

	if (r < 0)
		return r;
	if (size > sizeof(token->sealed_public) ||
	    created->private->size > sizeof(token->sealed_private))
		return fault_set(fault, -EBADMSG, "%s: sealed the key into %zu and %u bytes, which "
				 "no token keeps", created->tpm->name, size,
				 created->private->size);
	memcpy(token->sealed_public, public, size);
	token->sealed_public_size = size;
	memcpy(token->sealed_private, created->private->buffer, created->private->size);
	token->sealed_private_size = created->private->size;
	return 0;
}

static int judge(const struct tpm *tpm, TSS2_RC rc, struct fault *fault)
{
	if (tpm_primary_is_denied(rc))
		return fault_set(fault, -EACCES, "%s: its storage root key has a password",
				 tpm->name);
	return tpm_fault(tpm, "cannot seal the key", rc, fault);
}

int tpm_seal(struct tpm *tpm, struct svsm_token *token,
	     const uint8_t policy[SEALED_POLICY_DIGEST_SIZE], const struct secret *key,
	     const struct secret *pin, struct fault *fault)
{
	_cleanup_(cleanup_sensitive) TPM2B_SENSITIVE_CREATE sensitive = { .size = 0 };
	_cleanup_(tpm_session_end) struct tpm_session session = { .tpm = NULL };
	_cleanup_(cleanup_created) struct created created = { .tpm = tpm };
	struct tpm_srk srk;
	TSS2_RC rc;
	int r;

	if (key->size != TPM_SEAL_KEY_SIZE || token->policy.has_pin != (pin != NULL))
		return fault_set(fault, -EINVAL, "%s: a key of %zu bytes, %s a PIN, is not what "
				 "its token says", tpm->name, key->size, pin ? "with" : "without");
	r = check_srk(tpm, token, &srk, fault);
	if (!r)
		r = tpm_use_esys(tpm, fault);
	if (!r)
		r = make_sensitive(token, key, pin, &sensitive, fault);
	if (r < 0)
		return r;
	rc = tpm_session_start(tpm, &(struct tpm_session_srk){ srk.handle, srk.public,
							       srk.public_size, srk.name },
			       TPM2_SE_HMAC, TPMA_SESSION_DECRYPT, &session);
	if (!rc)
		rc = create(&session, &sensitive, policy, token->policy.has_pin, &created);
	r = rc ? judge(tpm, rc, fault) : keep(&created, token, fault);
	tpm_session_end(&session);
	if (r == -EIO || r == -EBADMSG)
		tpm_stray_flush(tpm, NULL, 0, 0);
	return r;
}
