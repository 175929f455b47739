/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sealing a volume's key: the TPM keeps it under its storage root key and gives it out
 * under a policy only.  For enrollment; tpm_unseal.h is the other half.
 *
 * The key travels encrypted (AES-128-CFB) in a session that is salted to @srk.  That this
 * is a key of the SVSM's TPM is for the caller to know.
 *
 * The object is fixed to this TPM and parent, has no userWithAuth and adminWithPolicy, so
 * the policy is the only way in.  Without a PIN it carries noDA: nothing can be guessed at,
 * so a power cut or a wrong boot must not count as a guess.  With one it is protected.
 *
 * With a PIN the TPM holds only half: the key is what is sealed, XOR half of the stretched
 * PIN, whose other half is the object's authorisation.  A TPM state that got into wrong
 * hands does not give the key without the PIN.
 */
#pragma once

#include <stdint.h>

#include "lib/format/sealed_policy.h"

struct fault;
struct secret;
struct svsm_token;
struct tpm;

#define TPM_SEAL_KEY_SIZE	32

/*
 * Seals @key, TPM_SEAL_KEY_SIZE bytes, under the authPolicy @policy (seal_policy_digest()),
 * and fills sealed_public and sealed_private of @token, whose srk, srk_handle, policy.has_pin
 * and pin are given; @pin (NULL: none) as they say.  3 commands, and Argon2id with a PIN.
 *
 * 0; -EINVAL when @pin and token disagree or @key has another size; -EREMCHG when the TPM
 * does not hold the key that @token calls its SRK; -EACCES when that has a password;
 * -EIO; as tpm_srk_find() and argon2_stretch().  On failure @token is untouched.
 */
int tpm_seal(struct tpm *tpm, struct svsm_token *token,
	     const uint8_t policy[SEALED_POLICY_DIGEST_SIZE], const struct secret *key,
	     const struct secret *pin, struct fault *fault);
