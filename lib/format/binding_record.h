/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A verifier's own note that a TPM has shown an AK and an EK to live together:
 *
 *	{"ak_name":hex,"ek_name":hex,"format":"svsm-guest/ak-binding","report_digest":hex,
 *	 "signature":base64 (may be absent),"time":seconds,"verifier":text,"version":1}
 *
 * in the one form of json_writer.h.  Its signature, by the verifier's key, is over the
 * text without that member (lib/policy/binding_signature.h).  It is an input only from
 * the verifier's hands, never from those of the guest.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/evidence.h"

struct buffer;
struct fault;

#define BINDING_RECORD_SIZE_MAX		8192	/* of the text */
#define BINDING_RECORD_NAME_SIZE	34	/* u16 TPM_ALG_SHA256, digest */
#define BINDING_RECORD_DIGEST_SIZE	32
#define BINDING_RECORD_VERIFIER_MAX	128	/* bytes, without the zero */
#define BINDING_RECORD_SIGNATURE_MAX	512

struct binding_record {
	uint8_t ak_name[BINDING_RECORD_NAME_SIZE];
	uint8_t ek_name[BINDING_RECORD_NAME_SIZE];
	uint8_t report_digest[BINDING_RECORD_DIGEST_SIZE];	/* SHA-256 of the SNP report */
	int64_t time;		/* when it was shown, seconds since 1970 */
	char verifier[BINDING_RECORD_VERIFIER_MAX + 1];	/* who it was shown to */
	uint8_t signature[BINDING_RECORD_SIGNATURE_MAX];
	size_t signature_size;	/* 0: it is not signed */
	struct evidence_bytes signed_text[2];	/* before and behind the signature, when decoded */
};

/*
 * Appends the text, with the signature if there is one.  0; -EINVAL for a time below 0
 * or a name that is no text; -E2BIG, -ENOMEM.
 */
int binding_record_encode(const struct binding_record *record, struct buffer *ret);

/*
 * Decodes @size bytes, which must outlive @ret's @signed_text.  0; -EBADMSG; -E2BIG above
 * a maximum.  On failure @ret is untouched.
 */
int binding_record_decode(const void *text, size_t size, struct binding_record *ret,
			  struct fault *fault);
