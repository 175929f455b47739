/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a verifier says of a guest that it challenged, for the guest to be told:
 *
 *	{"ak_name":hex,"challenge":base64,"ek_name":hex,"evidence":hex,
 *	 "format":"svsm-guest/verdict","reason":text,"signature":base64,"time":seconds,
 *	 "valid":seconds,"verdict":"accepted" or "rejected","verifier":text,"version":1}
 *
 * in the one form of json_writer.h.  The names are there only where it accepted: before, a
 * guest is nobody.  It counts only by its signature (lib/policy/verdict_signature.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/evidence.h"

struct buffer;
struct fault;

#define VERDICT_RECORD_SIZE_MAX		4096	/* of the text */
#define VERDICT_RECORD_NAME_SIZE	34	/* u16 TPM_ALG_SHA256, digest */
#define VERDICT_RECORD_DIGEST_SIZE	32
#define VERDICT_RECORD_REASON_MAX	320	/* bytes, without the zero */
#define VERDICT_RECORD_VERIFIER_MAX	128
#define VERDICT_RECORD_SIGNATURE_MAX	512
#define VERDICT_RECORD_VALID_MAX	(30 * 24 * 60 * 60)	/* seconds */

struct verdict_record {
	bool is_accepted;
	uint8_t ak_name[VERDICT_RECORD_NAME_SIZE];	/* zeros unless accepted */
	uint8_t ek_name[VERDICT_RECORD_NAME_SIZE];
	uint8_t challenge[EVIDENCE_CHALLENGE_MAX];
	size_t challenge_size;
	uint8_t evidence[VERDICT_RECORD_DIGEST_SIZE];	/* SHA-256 of the bundle */
	char reason[VERDICT_RECORD_REASON_MAX + 1];
	int64_t time;		/* seconds since 1970, by the verifier's clock */
	uint64_t valid;		/* seconds from when the guest gets it */
	char verifier[VERDICT_RECORD_VERIFIER_MAX + 1];
	uint8_t signature[VERDICT_RECORD_SIGNATURE_MAX];
	size_t signature_size;	/* 0: it is not signed */
	struct evidence_bytes signed_text[2];	/* before and behind the signature, when decoded */
};

/* Appends the text.  0; -EINVAL for what may not stand there; -E2BIG; -ENOMEM. */
int verdict_record_encode(const struct verdict_record *record, struct buffer *ret);

/*
 * Decodes @size bytes, which must outlive @ret's @signed_text.  0; -EBADMSG; -E2BIG above
 * a maximum.  On failure @ret is untouched.
 */
int verdict_record_decode(const void *text, size_t size, struct verdict_record *ret,
			  struct fault *fault);
