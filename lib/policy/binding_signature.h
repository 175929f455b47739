/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The signature of a verifier under its binding record, so that other verifiers can
 * take it over: Ed25519, or ECDSA with SHA-256 on P-256 or P-384, over
 *
 *	"svsm-guest/ak-binding/1" || SHA-256(the record's text without its signature)
 */
#pragma once

#include <stddef.h>

struct binding_record;
struct buffer;
struct fault;

/*
 * Signs @record, which has no signature yet, by the private key in @pem.  0; -EBADMSG
 * when it is no such key or needs a password; -EOPNOTSUPP for another kind of key; -EIO.
 */
int binding_signature_make(struct binding_record *record, const void *pem, size_t size,
			   struct fault *fault);

/*
 * Whether the public key in @pem made the signature of @record, which must come from
 * binding_record_decode().  0; -EKEYREJECTED when there is none or it is another's;
 * -EBADMSG, -EOPNOTSUPP as above.
 */
int binding_signature_check(const struct binding_record *record, const void *pem, size_t size,
			    struct fault *fault);
