/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Getting a volume's key by its token: what to show the TPM is decided by lib/policy, and
 * shown by lib/sys.  One way for all who open volumes: the token plugin, svsmctl and the
 * key socket.
 *
 * Which TPM is spoken to, is the caller's: the one that is the SVSM's by provenance.
 */
#pragma once

#include <stdbool.h>

#include "lib/policy/seal_policy.h"

struct fault;
struct secret;
struct svsm_token;

struct unlock_request {
	const char *tcti;
	const struct svsm_token *token;
	const struct secret *pin;	/* NULL: none was given */
	const char *signatures;		/* a .pcrsig file; NULL: looked for as systemd does */
	const char *root;		/* below which it is looked for; "" */
};

struct unlock_outcome {
	bool has_outlook;
	struct seal_outlook outlook;	/* how this boot stands to the token's branches */
};

/*
 * Fills @ret anew with the key.  0; the errors of svsm_token_decode(), tpm_open(),
 * seal_policy_choose() and tpm_unseal(), with their words: -ENOANO a PIN is needed, -EILSEQ
 * it is wrong, -EBUSY and -ENOLCK it may not be tried, -EKEYREJECTED the PCRs of this boot
 * are others.  @ret_outcome is filled in always.
 */
int unlock(const struct unlock_request *request, struct secret *ret,
	   struct unlock_outcome *ret_outcome, struct fault *fault);
