/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The challenge with which a verifier begins a remote attestation
 * (Documentation/verifier-protocol.md):
 *
 *	{"challenge":base64,"expires":seconds,"format":"svsm-guest/challenge",
 *	 "session":text,"version":1}
 *
 * in the one form of json_writer.h.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/evidence.h"

struct buffer;
struct fault;

#define VERIFIER_CHALLENGE_SIZE_MAX	1024	/* of the text */
#define VERIFIER_CHALLENGE_SESSION_MAX	128	/* of letters, digits, "-" and "_" */
#define VERIFIER_CHALLENGE_EXPIRES_MAX	(30 * 24 * 60 * 60)	/* seconds */

struct verifier_challenge {
	uint8_t challenge[EVIDENCE_CHALLENGE_MAX];
	size_t size;
	uint64_t expires;	/* seconds from when the guest gets it; 1 at least */
	char session[VERIFIER_CHALLENGE_SESSION_MAX + 1];	/* goes into paths of URLs */
};

/* Appends the text.  0; -EINVAL for what may not stand there; -E2BIG; -ENOMEM. */
int verifier_challenge_encode(const struct verifier_challenge *challenge, struct buffer *ret);

/* Decodes exactly one text.  0; -EBADMSG; -E2BIG.  On failure @ret is untouched. */
int verifier_challenge_decode(const void *text, size_t size, struct verifier_challenge *ret,
			      struct fault *fault);
