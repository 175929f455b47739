/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Salted sessions, by ESYS.
 */
#include "lib/sys/tpm_session.h"

#include <string.h>

#include "lib/sys/tpm_primary.h"
#include "lib/sys/tpm_srk.h"

/*
 * An object as Esys_TR_Serialize() writes it: u32 handle, TPM2B_NAME, u32 kind of what
 * follows (1: the public area of a key), TPM2B_PUBLIC.  Programs keep it on disk, so it
 * stays as it is.  ESYS would ask the TPM for name and public area otherwise, which costs
 * a command, and believe what it says.
 */
#define KIND_KEY	1
#define RESOURCE_MAX	(4 + 2 + TPM_SRK_NAME_SIZE + 4 + 2 + TPM_SRK_PUBLIC_MAX)

static uint8_t *put(uint8_t *at, uint32_t number, unsigned int width)
{
	while (width)
		*at++ = number >> (8 * --width) & 0xff;
	return at;
}

static TSS2_RC know_srk(struct tpm *tpm, const struct tpm_session_srk *srk, ESYS_TR *ret)
{
	uint8_t resource[RESOURCE_MAX], *at = resource;

	if (srk->public_size > TPM_SRK_PUBLIC_MAX)
		return TSS2_ESYS_RC_BAD_VALUE;
	at = put(at, srk->handle, 4);
	at = put(at, TPM_SRK_NAME_SIZE, 2);
	memcpy(at, srk->name, TPM_SRK_NAME_SIZE);
	at = put(at + TPM_SRK_NAME_SIZE, KIND_KEY, 4);
	at = put(at, (uint32_t)srk->public_size, 2);
	memcpy(at, srk->public, srk->public_size);
	at += srk->public_size;
	return tpm->tss->Esys_TR_Deserialize(tpm->esys, resource, (size_t)(at - resource), ret);
}

TSS2_RC tpm_session_start(struct tpm *tpm, const struct tpm_session_srk *srk, TPM2_SE type,
			  TPMA_SESSION attributes, struct tpm_session *ret)
{
	const TPMT_SYM_DEF cipher = {
		.algorithm = TPM2_ALG_AES,
		.keyBits.aes = 128,
		.mode.aes = TPM2_ALG_CFB,
	};
	struct tpm_session session = { tpm, ESYS_TR_NONE, ESYS_TR_NONE, 0 };
	TSS2_RC rc;

	rc = know_srk(tpm, srk, &session.srk);
	if (!rc)
		rc = TPM_ESYS_CALL(tpm, Esys_StartAuthSession, session.srk, ESYS_TR_NONE,
				   ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, NULL, type, &cipher,
				   TPM2_ALG_SHA256, &session.session);
	if (!rc)
		rc = tpm->tss->Esys_TR_GetTpmHandle(tpm->esys, session.session, &session.handle);
	if (!rc)
		rc = tpm->tss->Esys_TRSess_SetAttributes(tpm->esys, session.session, attributes,
							 0xff);
	if (rc) {
		tpm_session_end(&session);
		return rc;
	}
	*ret = session;
	return 0;
}

void tpm_session_end(struct tpm_session *session)
{
	struct tpm *tpm = session->tpm;

	if (!tpm)
		return;
	if (session->handle)
		tpm_primary_flush(tpm, session->handle);
	/* Both only give back memory; ESYS may have done so for a session that ended. */
	if (session->session != ESYS_TR_NONE)
		(void)tpm->tss->Esys_TR_Close(tpm->esys, &session->session);
	if (session->srk != ESYS_TR_NONE)
		(void)tpm->tss->Esys_TR_Close(tpm->esys, &session->srk);
	session->tpm = NULL;
}
