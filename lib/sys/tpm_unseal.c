/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Unsealing, and telling why not.
 */
#include "lib/sys/tpm_unseal.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/format/seal_plan.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/argon2.h"
#include "lib/sys/tpm_lockout.h"
#include "lib/sys/tpm_pin.h"
#include "lib/sys/tpm_policy.h"
#include "lib/sys/tpm_primary.h"
#include "lib/sys/tpm_seal.h"
#include "lib/sys/tpm_session.h"
#include "lib/sys/tpm_stray.h"
#include "lib/sys/tpm_whose.h"

#define TRIES		4	/* systemd extends some one after the other; more has a reason */
#define STACK_SIZE	16384

/* What one try brings into the TPM. */
struct attempt {
	struct tpm *tpm;
	struct tpm_session session;
	ESYS_TR object;		/* ESYS_TR_NONE: not loaded */
	TPM2_HANDLE handle;	/* of the object in the TPM; 0: none */
};

static void cleanup_attempt(struct attempt *attempt)
{
	tpm_session_end(&attempt->session);
	if (attempt->handle)
		tpm_primary_flush(attempt->tpm, attempt->handle);
	if (attempt->object != ESYS_TR_NONE)
		(void)attempt->tpm->tss->Esys_TR_Close(attempt->tpm->esys, &attempt->object);
}

static void cleanup_auth(TPM2B_AUTH *auth)
{
	explicit_bzero(auth, sizeof(*auth));
}

/* What a library's functions have left on the stack below. */
static __attribute__((__noinline__)) void wipe_stack(void)
{
	uint8_t stack[STACK_SIZE];

	explicit_bzero(stack, sizeof(stack));
}

/* tpm2-tss decrypts where it has received, and leaves it there. */
static void wipe_received(struct tpm *tpm, const uint8_t *secret, size_t size)
{
	uint8_t *context = (uint8_t *)tpm->sys, *at;
	size_t left = tpm->tss->Tss2_Sys_GetContextSize(0);

	while ((at = memmem(context, left, secret, size))) {
		explicit_bzero(at, size);
		left -= (size_t)(at + size - context);
		context = at + size;
	}
}

/* The TPM refuses what has to do with the storage root key: because it is another one? */
static int judge_srk(struct tpm *tpm, const struct svsm_token *token,
		     const struct seal_plan *plan, TSS2_RC rc, const char *what,
		     struct fault *fault)
{
	int r = 0;

	if (tpm_primary_is_denied(rc))
		return fault_set(fault, -EACCES, "%s: its storage root key at 0x%08x has a "
				 "password", tpm->name, token->srk_handle);
	if (tpm_rc_is_of_tpm(rc) && rc & TPM2_RC_FMT1)
		r = tpm_whose_is(tpm, token, plan->srk_name, fault);
	if (r < 0)
		return r;
	if (tpm_rc_code(rc) == TPM2_RC_INTEGRITY)
		return fault_set(fault, -EBADMSG, "svsm token: what is sealed in it is damaged: "
				 "the TPM holds the right storage root key and does not know it");
	return tpm_fault(tpm, what, rc, fault);
}

static int load(struct attempt *attempt, const struct svsm_token *token,
		const struct seal_plan *plan, struct fault *fault)
{
	TPM2B_PRIVATE private = { .size = (uint16_t)token->sealed_private_size };
	struct tpm *tpm = attempt->tpm;
	TPM2B_PUBLIC public = { .size = 0 };
	size_t offset = 0;
	TSS2_RC rc;

	_Static_assert(sizeof(private.buffer) >= SVSM_TOKEN_SEALED_PRIVATE_MAX, "it fits");
	memcpy(private.buffer, token->sealed_private, token->sealed_private_size);
	rc = tpm->tss->Tss2_MU_TPMT_PUBLIC_Unmarshal(token->sealed_public,
						     token->sealed_public_size, &offset,
						     &public.publicArea);
	if (rc)
		return fault_set(fault, -EBADMSG, "svsm token: what is sealed in it makes no sense");
	rc = TPM_ESYS_CALL(tpm, Esys_Load, attempt->session.srk, ESYS_TR_PASSWORD, ESYS_TR_NONE,
			   ESYS_TR_NONE, &private, &public, &attempt->object);
	if (!rc)
		rc = tpm->tss->Esys_TR_GetTpmHandle(tpm->esys, attempt->object, &attempt->handle);
	return rc ? judge_srk(tpm, token, plan, rc, "cannot load what is sealed", fault) : 0;
}

/* Words for a PIN that was wrong, with how many more are tried. */
static int wrong_pin(struct tpm *tpm, struct fault *fault)
{
	struct tpm_lockout lockout;

	if (tpm_lockout_read(tpm, &lockout, NULL) < 0)
		return fault_set(fault, -EILSEQ, "%s: the PIN is wrong", tpm->name);
	return fault_set(fault, -EILSEQ, "%s: the PIN is wrong; %u more may be tried (%u wrong "
			 "ones have been seen, one is forgotten every %u s)", tpm->name,
			 tpm_lockout_tries(&lockout), lockout.counter, lockout.interval);
}

static int locked_out(struct tpm *tpm, struct fault *fault)
{
	struct tpm_lockout lockout = { .counter = 0 };

	(void)tpm_lockout_read(tpm, &lockout, NULL); /* zeros tell as little */
	return fault_set(fault, -ENOLCK, "%s: is locked out after %u wrong tries of at most %u, by "
			 "whatever program; it forgets one every %u s", tpm->name,
			 lockout.counter, lockout.maximum, lockout.interval);
}

static int judge_unseal(struct tpm *tpm, const struct seal_plan *plan, TSS2_RC rc,
			struct fault *fault)
{
	switch (tpm_rc_code(rc)) {
	case TPM2_RC_PCR_CHANGED:
		return fault_set(fault, -ESTALE, "%s: PCRs have moved while it was asked",
				 tpm->name);
	case TPM2_RC_POLICY_FAIL:
		return fault_set(fault, -EKEYREJECTED, "%s: the policy of what is sealed is not "
				 "satisfied", tpm->name);
	case TPM2_RC_LOCKOUT:
		return locked_out(tpm, fault);
	case TPM2_RC_AUTH_FAIL:
	case TPM2_RC_BAD_AUTH:
		if (plan->has_pin)
			return wrong_pin(tpm, fault);
		break;
	}
	if (!tpm_rc_is_of_tpm(rc) && (rc & TSS2_RC_LAYER_MASK) != TSS2_TCTI_RC_LAYER)
		return fault_set(fault, -EBADMSG, "%s: its answer is not from the holder of the "
				 "storage root key, or damaged (0x%08x)", tpm->name, rc);
	return tpm_fault(tpm, "cannot unseal the key", rc, fault);
}

/* @stretched is empty where there is no PIN. */
static int take(struct attempt *attempt, const struct seal_plan *plan,
		const struct secret *stretched, struct secret *ret, struct fault *fault)
{
	_cleanup_(cleanup_auth) TPM2B_AUTH auth = { .size = 0 };
	struct tpm *tpm = attempt->tpm;
	TPM2B_SENSITIVE_DATA *data = NULL;
	TSS2_RC rc = 0;
	int r = 0;

	if (stretched->size) {
		tpm_pin_auth(stretched, &auth);
		rc = tpm->tss->Esys_TR_SetAuth(tpm->esys, attempt->object, &auth);
	}
	if (!rc)
		rc = TPM_ESYS_CALL(tpm, Esys_Unseal, attempt->object, attempt->session.session,
				   ESYS_TR_NONE, ESYS_TR_NONE, &data);
	if (rc)
		return judge_unseal(tpm, plan, rc, fault);
	attempt->session.handle = 0; /* it was for one command */
	if (data->size != TPM_SEAL_KEY_SIZE)
		r = fault_set(fault, -EBADMSG, "%s: unsealed %u bytes where there should be %u",
			      tpm->name, data->size, TPM_SEAL_KEY_SIZE);
	if (!r)
		r = secret_init(ret, data->size);
	if (!r)
		memcpy(ret->bytes, data->buffer, data->size);
	if (data->size)
		wipe_received(tpm, data->buffer, data->size);
	explicit_bzero(data, sizeof(*data));
	tpm->tss->Esys_Free(data);
	wipe_stack();
	if (!r && stretched->size)
		tpm_pin_mix(stretched, ret->bytes, ret->size);
	return r;
}

static int try_once(struct tpm *tpm, const struct svsm_token *token,
		    const struct seal_plan *plan, const struct secret *stretched,
		    struct secret *ret, struct fault *fault)
{
	_cleanup_(cleanup_attempt) struct attempt attempt = { .tpm = tpm, .object = ESYS_TR_NONE };
	const struct tpm_session_srk srk = { token->srk_handle, token->srk, token->srk_size,
					     plan->srk_name };
	TSS2_RC rc;
	int r;

	r = tpm_use_esys(tpm, fault);
	if (r < 0)
		return r;
	rc = tpm_session_start(tpm, &srk, TPM2_SE_POLICY, TPMA_SESSION_ENCRYPT, &attempt.session);
	if (rc)
		return judge_srk(tpm, token, plan, rc, "cannot start a session", fault);
	r = tpm_policy_satisfy(&attempt.session, token, plan, fault);
	if (!r)
		r = load(&attempt, token, plan, fault);
	return r < 0 ? r : take(&attempt, plan, stretched, ret, fault);
}

static int stretch(struct tpm *tpm, const struct svsm_token *token, const struct secret *pin,
		   struct secret *ret, struct fault *fault)
{
	int r;

	if (!pin)
		return fault_set(fault, -ENOANO, "%s: a PIN is needed", tpm->name);
	r = tpm_lockout_check(tpm, fault);
	return r < 0 ? r : argon2_stretch(pin, &token->pin, ret, fault);
}

int tpm_unseal(struct tpm *tpm, const struct svsm_token *token, const struct seal_plan *plan,
	       const struct secret *pin, struct secret *ret, struct fault *fault)
{
	const uint8_t *const ours[] = { plan->object_name, plan->signer_name };
	_cleanup_(secret_deinit) struct secret stretched = SECRET_NONE;
	_cleanup_(secret_deinit) struct secret key = SECRET_NONE;
	unsigned int tries = TRIES;
	int r = 0;

	if (plan->has_pin)
		r = stretch(tpm, token, pin, &stretched, fault);
	if (r < 0)
		return r;
	do
		r = try_once(tpm, token, plan, &stretched, &key, fault);
	while (r == -ESTALE && --tries);
	/* The TPM, or what is between, failed in a way that it ought not to. */
	if (r == -EIO || r == -EBADMSG)
		tpm_stray_flush(tpm, ours, sizeof(ours) / sizeof(ours[0]), SEAL_PLAN_NAME_SIZE);
	if (r < 0)
		return r;
	secret_deinit(ret);
	*ret = key;
	key = SECRET_NONE;
	return 0;
}
