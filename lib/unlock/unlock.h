/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From the tokens of a volume and the TPM of the SVSM to the volume's key: the one way
 * that the key socket, the token plugin and the keyscript have in common.
 *
 *	unlock_open()				the TPM, signatures over PCR values
 *	unlock_key(token's text)		as often as there are tokens
 *	unlock_close()
 *
 * It judges by lib/policy and acts by lib/sys, which is why it stands above both.
 */
#pragma once

#include "lib/format/svsm_token.h"

struct fault;
struct seal_outlook;
struct secret;
struct unlock;

struct unlock_options {
	/* A TCTI of tpm2-tss; NULL: the TPM that is the SVSM's by provenance, and no other. */
	const char *tcti;
	/* A file of signatures; NULL: where systemd looks for it, below @root (NULL: the root). */
	const char *signatures;
	const char *root;
};

/*
 * 0; -EAGAIN: the SVSM's TPM has not come, or not yet; -EOPNOTSUPP: tpm2-tss is not there;
 * else as tpm_open().  The strings must outlive it.
 */
int unlock_open(const struct unlock_options *options, struct unlock **ret, struct fault *fault);

/*
 * The key that @token, the JSON of a token, seals.  @pin is NULL where there is none, and
 * not looked at where the token wants none.  As
 * svsm_token_decode(), seal_policy_choose(), tpm_unseal(), whose words @fault has; where
 * the TPM refuses, it tells which PCRs it refuses for.  PCRs that move meanwhile are read
 * again, and another branch or signature is chosen by what they are then.
 *
 * @ret_outlook tells how this boot stands to the token's branches, on failure too; its
 * count is 0 where that was not found out.  On failure @ret is untouched.
 */
int unlock_key(struct unlock *unlock, const char *token, const struct secret *pin,
	       struct secret *ret, struct seal_outlook *ret_outlook, struct fault *fault);

/* Accepts NULL. */
void unlock_close(struct unlock *unlock);
void unlock_cleanup(struct unlock **unlock);
