/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether a TPM is the one that a token was made with, asked when it does not open what
 * is in the token: for words, so what it says is believed.  For lib/sys/tpm*.c only.
 */
#pragma once

#include <stdint.h>

struct fault;
struct svsm_token;
struct tpm;

/*
 * 0 when its storage root key has @srk_name.  Else the endorsement key is made, which costs
 * the TPM an RSA key generation: -EREMOTE when it is another TPM's; -EREMCHG or -ENOKEY when
 * the TPM is the same, and its storage root key was replaced or is gone.  -EIO.
 */
int tpm_whose_is(struct tpm *tpm, const struct svsm_token *token, const uint8_t *srk_name,
		 struct fault *fault);
