/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A credential for an AK that only the TPM with a certain EK can open, and only while
 * that AK is loaded into it: TPM2_MakeCredential in software (TPM 2.0 part 1, section
 * 24, and annex B.10 for the seed).  Who gives the secret back has shown that both keys
 * live in one TPM.
 *
 *	seed		RSA-OAEP by the EK: 32 random bytes, label "IDENTITY"
 *	id object	TPM2B HMAC over the next and the AK's name, key KDFa INTEGRITY
 *			AES-128-CFB of TPM2B secret, key KDFa STORAGE with the AK's name
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;
struct tpm_name;
struct tpm_public;

#define CREDENTIAL_SECRET_MAX	32	/* the digest of the EK's nameAlg */
#define CREDENTIAL_OBJECT_MAX	(2 + 32 + 2 + CREDENTIAL_SECRET_MAX)
#define CREDENTIAL_SEED_SIZE	256

/* The contents of both TPM2B, without their sizes; no secrets. */
struct credential {
	uint8_t id_object[CREDENTIAL_OBJECT_MAX];	/* TPM2B_ID_OBJECT */
	size_t id_object_size;
	uint8_t seed[CREDENTIAL_SEED_SIZE];		/* TPM2B_ENCRYPTED_SECRET */
	size_t seed_size;
};

/*
 * Wraps @size bytes, 1 to CREDENTIAL_SECRET_MAX, for the AK of that name in the TPM of
 * @ek.  0; -EKEYREJECTED when @ek is not as ek_template_check() and tpm_key_new() want
 * it; -EINVAL for another @size; -EIO when OpenSSL fails.  On failure @ret is untouched.
 */
int credential_make(const struct tpm_public *ek, const struct tpm_name *ak, const void *secret,
		    size_t size, struct credential *ret, struct fault *fault);
