/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A TPM's public key, ready to be used.  It is made once and may verify any number of
 * signatures.
 *
 * That a signature is good says that the key made it, not that a TPM holds the key: see
 * ak_template.h, and credential.h for the proof.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;
struct tpm_key;
struct tpm_public;
struct tpm_signature;

#define TPM_KEY_RSA_BITS_MIN	2048

/*
 * Takes the key out of @public, which may go afterwards.  0; -EKEYREJECTED for RSA
 * below TPM_KEY_RSA_BITS_MIN, an exponent other than 65537, a point that is not on its
 * curve; -ENOMEM.  To be freed with tpm_key_free().
 */
int tpm_key_new(const struct tpm_public *public, struct tpm_key **ret, struct fault *fault);

/* The same of an RSA key that says no scheme; @modulus is big-endian. */
int tpm_key_new_rsa(const uint8_t *modulus, size_t size, uint32_t exponent,
		    struct tpm_key **ret, struct fault *fault);

/*
 * Whether the key made @signature over @message, in one of the ways that count: RSASSA,
 * RSAPSS (a salt of any length) or ECDSA, with SHA-256, SHA-384 or SHA-512; that of the
 * key where its public area names one.  R and S lie from 1 to the order less 1.
 * 0, or -EKEYREJECTED with the reason.
 */
int tpm_key_verify(const struct tpm_key *key, const struct tpm_signature *signature,
		   const void *message, size_t size, struct fault *fault);

/*
 * Encrypts to an RSA key as TPMs take it (TPM 2.0 part 1, annex B.4): OAEP with SHA-256,
 * whose label includes the zero at its end.  @ret_size is the size of the modulus.  0;
 * -EINVAL for another key or another @ret_size; -EIO when OpenSSL fails.
 */
int tpm_key_encrypt(const struct tpm_key *key, const char *label, const void *data, size_t size,
		    uint8_t *ret, size_t ret_size, struct fault *fault);

/* Accepts NULL. */
void tpm_key_free(struct tpm_key *key);
void tpm_key_cleanup(struct tpm_key **key);
