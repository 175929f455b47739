/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The key by which a verifier signs what it found: Ed25519, or ECDSA with SHA-256 on P-256
 * or P-384, in PEM and without a password.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/evidence.h"

struct fault;

#define VERIFIER_KEY_SIGNATURE_MAX	512

/*
 * By the private key in @pem.  0; -EBADMSG when it is no such key or needs a password;
 * -EOPNOTSUPP for another kind of key; -E2BIG; -EIO.
 */
int verifier_key_sign(const struct evidence_bytes *pem, const struct evidence_bytes *message,
		      uint8_t ret[static VERIFIER_KEY_SIGNATURE_MAX], size_t *ret_size,
		      struct fault *fault);

/* By the public key in @pem.  0; -EKEYREJECTED when it is another's; else as above. */
int verifier_key_check(const struct evidence_bytes *pem, const struct evidence_bytes *message,
		       const struct evidence_bytes *signature, struct fault *fault);
