/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd and svsm-poster say to each other: one packet of a SOCK_SEQPACKET connection
 * each, so that none comes in pieces or sticks to another.  Little-endian:
 *
 *	size	what
 *	4	"SVPF"
 *	1	version: 1
 *	1	kind
 *	2	size of the session, S
 *	4	seconds: of a challenge, until it expires; of POST_FRAME_WAIT, to wait, 0: not said
 *	4	size of the body, B
 *	S	session
 *	B	body
 *
 * Evidence and responses are no body but a descriptor that comes with the packet: svsmd has
 * not read them either.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/verifier_challenge.h"

struct buffer;
struct fault;

#define POST_FRAME_BODY_MAX	4096
#define POST_FRAME_SIZE_MAX	(16 + VERIFIER_CHALLENGE_SESSION_MAX + POST_FRAME_BODY_MAX)
#define POST_FRAME_SECONDS_MAX	VERIFIER_CHALLENGE_EXPIRES_MAX

enum post_frame_kind {
	/* From svsmd: */
	POST_FRAME_ASK = 1,	/* for a challenge */
	POST_FRAME_SHOW,	/* evidence, in @session */
	POST_FRAME_ANSWER,	/* the response to a credential, in @session */
	/* From the poster: */
	POST_FRAME_CHALLENGE,	/* @session, @seconds; the body is the challenge itself */
	POST_FRAME_CREDENTIAL,	/* the body is its text */
	POST_FRAME_VERDICT,	/* the body is its text, which nobody has checked */
	POST_FRAME_REFUSED,	/* the verifier will not; the body says why, as all below */
	POST_FRAME_WAIT,	/* it will not now, but after @seconds */
	POST_FRAME_UNREACHABLE,	/* anything else */
	_POST_FRAME_MAX,
};

struct post_frame {
	enum post_frame_kind kind;
	uint32_t seconds;
	char session[VERIFIER_CHALLENGE_SESSION_MAX + 1];	/* fit for a path, or empty */
	const void *body;		/* the caller's; decoded: inside the packet */
	size_t size;
};

/* Appends the packet.  0; -EINVAL: no such frame; -E2BIG; -ENOMEM. */
int post_frame_encode(const struct post_frame *frame, struct buffer *ret);

/*
 * Decodes one packet, which must outlive @ret.  0; -EBADMSG, also for members that do not
 * belong to its kind.  On failure @ret is untouched.
 */
int post_frame_decode(const void *packet, size_t size, struct post_frame *ret,
		      struct fault *fault);
