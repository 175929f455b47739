/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The three files of the interactive proof that an AK lives beside an EK, in the one form
 * of json_writer.h:
 *
 *	challenge, from the verifier to the guest
 *		{"ak_name":hex,"credential":base64,"ek_name":hex,
 *		 "format":"svsm-guest/credential-challenge","seed":base64,"version":1}
 *	response, from the guest to the verifier; it holds the secret that came out
 *		{"ak_name":hex,"format":"svsm-guest/credential-response","secret":base64,
 *		 "version":1}
 *	state, which the verifier keeps meanwhile
 *		{"ak_name":hex,"ek_name":hex,"format":"svsm-guest/credential-state",
 *		 "report_digest":hex,"secret_digest":hex,"time":seconds,"version":1}
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/secret.h"
#include "lib/format/binding_record.h"

struct buffer;
struct fault;

#define CREDENTIAL_FILE_SIZE_MAX	4096	/* of each text */
#define CREDENTIAL_FILE_OBJECT_MAX	512	/* either part of a credential */
#define CREDENTIAL_FILE_SECRET_SIZE	32	/* ours always are */

struct credential_challenge {
	uint8_t ak_name[BINDING_RECORD_NAME_SIZE];
	uint8_t ek_name[BINDING_RECORD_NAME_SIZE];
	uint8_t id_object[CREDENTIAL_FILE_OBJECT_MAX];	/* TPM2B_ID_OBJECT, its content */
	size_t id_object_size;
	uint8_t seed[CREDENTIAL_FILE_OBJECT_MAX];	/* TPM2B_ENCRYPTED_SECRET, its content */
	size_t seed_size;
};

struct credential_response {
	uint8_t ak_name[BINDING_RECORD_NAME_SIZE];
	struct secret secret;		/* CREDENTIAL_FILE_SECRET_SIZE */
};

struct credential_state {
	uint8_t ak_name[BINDING_RECORD_NAME_SIZE];
	uint8_t ek_name[BINDING_RECORD_NAME_SIZE];
	uint8_t report_digest[BINDING_RECORD_DIGEST_SIZE];
	uint8_t secret_digest[BINDING_RECORD_DIGEST_SIZE];	/* SHA-256 */
	int64_t time;		/* when the challenge was made, seconds since 1970 */
};

/*
 * Encoders append their text: 0; -EINVAL, -E2BIG, -ENOMEM.  Decoders take exactly one
 * text: 0; -EBADMSG; -E2BIG; -ENOMEM; on failure @ret is untouched.
 */
int credential_file_encode_challenge(const struct credential_challenge *challenge,
				     struct buffer *ret);
int credential_file_decode_challenge(const void *text, size_t size,
				     struct credential_challenge *ret, struct fault *fault);

int credential_file_encode_response(const struct credential_response *response,
				    struct buffer *ret);
int credential_file_decode_response(const void *text, size_t size,
				    struct credential_response *ret, struct fault *fault);

int credential_file_encode_state(const struct credential_state *state, struct buffer *ret);
int credential_file_decode_state(const void *text, size_t size, struct credential_state *ret,
				 struct fault *fault);

/* Wipes the secret. */
void credential_response_deinit(struct credential_response *response);
