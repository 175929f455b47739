/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A session with a TPM that is salted to a storage root key which the caller knows: what
 * is said in it can be read, and answered, only by the TPM that holds that key.  For
 * lib/sys/tpm*.c only.
 */
#pragma once

#include <stdint.h>

#include "lib/sys/tpm_context.h"

/* A storage root key as its user knows it. */
struct tpm_session_srk {
	uint32_t handle;
	const uint8_t *public;	/* TPMT_PUBLIC */
	size_t public_size;
	const uint8_t *name;	/* 34 bytes */
};

struct tpm_session {
	struct tpm *tpm;	/* NULL: not started */
	ESYS_TR srk;
	ESYS_TR session;
	TPM2_HANDLE handle;	/* of the session in the TPM; 0: it has ended there */
};

/*
 * Starts a session of @type, SHA-256 and AES-128-CFB, with @attributes, after
 * tpm_use_esys().  One command: that the TPM holds the key is not asked, but found out when
 * an answer must be decrypted.
 * 0, or what went wrong at which @ret is to be left alone.
 */
TSS2_RC tpm_session_start(struct tpm *tpm, const struct tpm_session_srk *srk, TPM2_SE type,
			  TPMA_SESSION attributes, struct tpm_session *ret);

/* Takes it out of the TPM, unless it has ended there; to be used as a cleanup. */
void tpm_session_end(struct tpm_session *session);
