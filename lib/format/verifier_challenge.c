/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The challenge's text.
 */
#include "lib/format/verifier_challenge.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/canonical_json.h"
#include "lib/format/json_writer.h"

#define FORMAT		"svsm-guest/challenge"
#define VERSION		1
#define SESSION_SET	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

/* No other character: it must not lead to another path, or out of a line. */
static bool is_session(const char *session)
{
	return *session && !session[strspn(session, SESSION_SET)];
}

int verifier_challenge_encode(const struct verifier_challenge *challenge, struct buffer *ret)
{
	const size_t size = ret->size;
	struct json_writer writer;
	int r;

	if (challenge->size < EVIDENCE_CHALLENGE_MIN || challenge->size > EVIDENCE_CHALLENGE_MAX ||
	    !challenge->expires || challenge->expires > VERIFIER_CHALLENGE_EXPIRES_MAX ||
	    !is_session(challenge->session))
		return -EINVAL;
	json_writer_init(&writer, ret);
	json_writer_object(&writer, NULL);
	json_writer_base64(&writer, "challenge", challenge->challenge, challenge->size);
	json_writer_number(&writer, "expires", challenge->expires);
	json_writer_text(&writer, "format", FORMAT);
	json_writer_text(&writer, "session", challenge->session);
	json_writer_number(&writer, "version", VERSION);
	json_writer_close_object(&writer);
	r = json_writer_end(&writer);
	if (r < 0)
		ret->size = size;
	return r;
}

int verifier_challenge_decode(const void *text, size_t size, struct verifier_challenge *ret,
			      struct fault *fault)
{
	struct verifier_challenge challenge = { .size = 0 };
	struct canonical_json json;
	int r;

	if (size > VERIFIER_CHALLENGE_SIZE_MAX)
		return fault_set(fault, -E2BIG, "challenge: %zu bytes, more than %u", size,
				 VERIFIER_CHALLENGE_SIZE_MAX);
	canonical_json_init(&json, "challenge", text, size, fault);
	canonical_json_object(&json, NULL);
	challenge.size = canonical_json_base64(&json, "challenge", challenge.challenge,
					       EVIDENCE_CHALLENGE_MIN, EVIDENCE_CHALLENGE_MAX);
	challenge.expires = canonical_json_number(&json, "expires",
						  VERIFIER_CHALLENGE_EXPIRES_MAX);
	if (!challenge.expires)
		canonical_json_refuse(&json, -EBADMSG, "expires: must be 1 second at least");
	canonical_json_constant(&json, "format", FORMAT);
	canonical_json_text(&json, "session", challenge.session, VERIFIER_CHALLENGE_SESSION_MAX);
	if (!is_session(challenge.session))
		canonical_json_refuse(&json, -EBADMSG, "session: must be letters, digits, '-' "
				      "and '_', and not empty");
	canonical_json_version(&json, "version", VERSION);
	canonical_json_close_object(&json);
	r = canonical_json_end(&json);
	if (r < 0)
		return r;
	*ret = challenge;
	return 0;
}
