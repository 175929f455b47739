/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The guest's answer to a verifier's credential: the TPM opens it, which shows that the AK
 * of the evidence and the EK that the SVSM's report names are in one TPM.
 */
#pragma once

#include <stddef.h>

struct buffer;
struct credential_challenge;
struct fault;

/*
 * Opens @challenge with the TPM at @tcti and appends the text of the response, which holds
 * the secret, to @ret; see credential_answer_wipe().  0; -EKEYREJECTED: it is for another AK
 * or another TPM; else as of tpm_open() and tpm_ak_activate().
 */
int credential_answer_make(const struct credential_challenge *challenge, const char *tcti,
			   struct buffer *ret, struct fault *fault);

/* Wipes and frees a text that holds, or held, a secret. */
void credential_answer_wipe(struct buffer *text);
