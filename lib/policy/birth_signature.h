/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The signature of a TPM's AK under a birth record, over
 *
 *	"svsm-guest/birth/1" || SHA-256(the record's text without its signature)
 *
 * The AK is restricted: it signs only what its own TPM has hashed.  Its key is derived
 * from the endorsement seed, so that a TPM made anew cannot check, and no other TPM can
 * make, what one has signed.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct birth_record;
struct fault;
struct tpm_public;

#define BIRTH_SIGNATURE_MESSAGE_SIZE	50	/* what the AK signs the SHA-256 of */

/*
 * The message for a record that is not signed yet.  0; -EINVAL when it cannot be
 * written down.  On failure @ret is untouched.
 */
int birth_signature_message(const struct birth_record *record,
			    uint8_t ret[static BIRTH_SIGNATURE_MESSAGE_SIZE]);

/*
 * Whether @ak, which must be of our template, made the signature of @record, which must
 * come from birth_record_decode().  0; -EKEYREJECTED with the reason; -ENOMEM, -EIO.
 */
int birth_signature_check(const struct birth_record *record, const struct tpm_public *ak,
			  struct fault *fault);
