/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The signature of a verifier under its verdict, which is all that makes it one: by a key
 * of verifier_key.h, over
 *
 *	"svsm-guest/verdict/1" || SHA-256(the verdict's text without its signature)
 */
#pragma once

#include <stddef.h>

struct fault;
struct verdict_record;

/*
 * Signs @record, which has no signature yet, by the private key in @pem.  0; -EBADMSG
 * when it is no such key or needs a password; -EOPNOTSUPP for another kind of key; -EIO.
 */
int verdict_signature_make(struct verdict_record *record, const void *pem, size_t size,
			   struct fault *fault);

/*
 * Whether the public key in @pem made the signature of @record, which must come from
 * verdict_record_decode().  0; -EKEYREJECTED when there is none or it is another's;
 * -EBADMSG, -EOPNOTSUPP as above.
 */
int verdict_signature_check(const struct verdict_record *record, const void *pem, size_t size,
			    struct fault *fault);
