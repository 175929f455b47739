/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The verifier's side of the interactive proof that an AK lives in the TPM of an EK: a
 * secret that only this TPM can open goes out, and whoever brings it back has shown it.
 *
 * That the EK is an SVSM's, and the AK one that signs only what its TPM states, is not
 * proven here but by evidence_verify(), which takes the record.
 */
#pragma once

#include <stdint.h>

struct binding_record;
struct credential_challenge;
struct credential_response;
struct credential_state;
struct evidence;
struct fault;

#define CREDENTIAL_EXCHANGE_AGE_MAX	(24 * 60 * 60)	/* seconds from challenge to response */

/* Whether @evidence names an EK and an AK as they must be; as credential_exchange_begin(). */
int credential_exchange_check(const struct evidence *evidence, struct fault *fault);

/*
 * Makes a challenge for the AK and EK of @evidence, of which nothing is believed, and what
 * to remember of it.  0; -EBADMSG when the evidence names no EK; -EKEYREJECTED when EK or
 * AK are not as they must be; -EIO.  On failure nothing is filled in.
 */
int credential_exchange_begin(const struct evidence *evidence, int64_t now,
			      struct credential_challenge *ret_challenge,
			      struct credential_state *ret_state, struct fault *fault);

/*
 * Whether @response brings back what @state remembers; @ret is the unsigned record of it,
 * by @verifier.  0; -EKEYREJECTED when it does not; -ESTALE when it took too long; -EINVAL
 * for a verifier's name that is too long; -EIO.  The caller sees to it that a state is
 * asked about once.
 */
int credential_exchange_end(const struct credential_state *state,
			    const struct credential_response *response, const char *verifier,
			    int64_t now, struct binding_record *ret, struct fault *fault);
