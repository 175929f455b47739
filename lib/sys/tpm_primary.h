/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Primary keys of the endorsement hierarchy, as tpm_ek.c and tpm_ak.c make them.  For
 * lib/sys/tpm*.c only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/sys/tpm_context.h"

#define TPM_PRIMARY_PUBLIC_MAX	sizeof(TPMT_PUBLIC)

/*
 * TPM2_CreatePrimary by @template, without a password.  @what names the key in messages
 * ("its EK").  0; -EACCES when the hierarchy has a password; -EIO.
 */
int tpm_primary_create(struct tpm *tpm, const TPM2B_PUBLIC *template, const char *what,
		       TPM2_HANDLE *ret_handle, TPM2B_PUBLIC *ret_public, struct fault *fault);

/*
 * The same in two steps, between which the TPM is at work and can be sent nothing else.
 * tpm_primary_end() is what there is to hear of it; what has not begun, or was not to be had
 * at the first try, is made as by tpm_primary_create().
 */
bool tpm_primary_begin(struct tpm *tpm, const TPM2B_PUBLIC *template);
int tpm_primary_end(struct tpm *tpm, bool is_begun, const TPM2B_PUBLIC *template,
		    const char *what, TPM2_HANDLE *ret_handle, struct fault *fault);

/* Writes the TPMT_PUBLIC of @public to @ret, TPM_PRIMARY_PUBLIC_MAX bytes.  0 or -EIO. */
int tpm_primary_marshal(struct tpm *tpm, const TPM2B_PUBLIC *public, uint8_t *ret,
			size_t *ret_size, struct fault *fault);

/* Whether the TPM means by @rc that a password is missing or wrong. */
bool tpm_primary_is_denied(TSS2_RC rc);

/* Takes an object or a session out of the TPM. */
void tpm_primary_flush(struct tpm *tpm, TPM2_HANDLE handle);
