/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The signer of PCR values.
 */
#include "lib/policy/pcr_signer.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/hasher.h"
#include "lib/policy/tpm_key.h"
#include "lib/policy/tpm_name.h"

#define EXPONENT	65537
#define MODULUS_MIN	(TPM_KEY_RSA_BITS_MIN / 8)
#define MODULUS_MAX	(TPM_PUBLIC_RSA_BITS_MAX / 8)
#define PEM_MAX		8192

#define ATTRIBUTES	(TPM_PUBLIC_USER_WITH_AUTH | TPM_PUBLIC_DECRYPT | TPM_PUBLIC_SIGN)
#define HEAD_SIZE	20	/* of a TPMT_PUBLIC of RSA, its modulus's size included */

struct pcr_signer {
	struct tpm_key *key;
	size_t modulus_size;
	uint8_t fingerprint[PCR_SIGNATURE_DIGEST_SIZE];
	struct tpm_name name;
};

static void cleanup_bio(BIO **bio)
{
	BIO_free(*bio);
}

static void cleanup_key(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static void cleanup_number(BIGNUM **number)
{
	BN_free(*number);
}

static int no_password(char *buffer, int size, int is_written, void *context)
{
	return -1;
}

static int write_public(const BIGNUM *modulus, uint8_t ret[SEALED_POLICY_KEY_MAX],
			size_t *ret_size, struct fault *fault)
{
	const size_t size = (size_t)BN_num_bytes(modulus);
	const uint16_t bits = (uint16_t)(8 * size);
	const uint8_t head[HEAD_SIZE] = {
		TPM_KEY_RSA >> 8, TPM_KEY_RSA & 0xff, HASH_SHA256 >> 8, HASH_SHA256 & 0xff,
		ATTRIBUTES >> 24, ATTRIBUTES >> 16 & 0xff, ATTRIBUTES >> 8 & 0xff,
		ATTRIBUTES & 0xff, 0, 0, /* no policy */
		TPM_NO_ALGORITHM >> 8, TPM_NO_ALGORITHM & 0xff, /* no cipher */
		TPM_NO_ALGORITHM >> 8, TPM_NO_ALGORITHM & 0xff, /* any scheme */
		bits >> 8, bits & 0xff, 0, 0, 0, 0, /* the exponent that goes without saying */
	};

	_Static_assert(HEAD_SIZE + 2 + MODULUS_MAX <= SEALED_POLICY_KEY_MAX, "any key fits");
	if (size < MODULUS_MIN)
		return fault_set(fault, -EKEYREJECTED, "signer of PCRs: RSA of %zu bits, less than "
				 "%u", 8 * size, TPM_KEY_RSA_BITS_MIN);
	if (size > MODULUS_MAX)
		return fault_set(fault, -E2BIG, "signer of PCRs: RSA of %zu bits, more than %u",
				 8 * size, TPM_PUBLIC_RSA_BITS_MAX);
	if (BN_num_bits(modulus) != (int)(8 * size))
		return fault_set(fault, -EOPNOTSUPP, "signer of PCRs: RSA of %d bits, which are no "
				 "whole bytes", BN_num_bits(modulus));
	memcpy(ret, head, HEAD_SIZE);
	ret[HEAD_SIZE] = (uint8_t)(size >> 8);
	ret[HEAD_SIZE + 1] = size & 0xff;
	(void)BN_bn2bin(modulus, ret + HEAD_SIZE + 2); /* as many bytes as it has */
	*ret_size = HEAD_SIZE + 2 + size;
	return 0;
}

int pcr_signer_from_pem(const void *pem, size_t size, uint8_t ret[SEALED_POLICY_KEY_MAX],
			size_t *ret_size, struct fault *fault)
{
	_cleanup_(cleanup_bio) BIO *bio = size <= PEM_MAX ?
		BIO_new_mem_buf(size ? pem : "", (int)size) : NULL;
	_cleanup_(cleanup_key) EVP_PKEY *key = bio ?
		PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL) : NULL;
	_cleanup_(cleanup_number) BIGNUM *modulus = NULL, *exponent = NULL;

	if (!key)
		return fault_set(fault, -EBADMSG, "signer of PCRs: no public key in PEM");
	if (!EVP_PKEY_is_a(key, "RSA") ||
	    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &modulus) != 1 ||
	    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1 ||
	    !BN_is_word(exponent, EXPONENT))
		return fault_set(fault, -EOPNOTSUPP, "signer of PCRs: its key is not RSA with the "
				 "exponent %u, the only kind that systemd-measure takes", EXPONENT);
	return write_public(modulus, ret, ret_size, fault);
}

/* SHA-256 over the DER of RSAPublicKey (RFC 8017, A.1.1); both lengths take two bytes. */
static int make_fingerprint(const struct tpm_public *public,
			    uint8_t ret[PCR_SIGNATURE_DIGEST_SIZE])
{
	const size_t number = public->modulus_size + 1, whole = 4 + number + 5;
	const uint8_t head[] = {
		0x30, 0x82, (uint8_t)(whole >> 8), whole & 0xff,
		0x02, 0x82, (uint8_t)(number >> 8), number & 0xff, 0x00,
	};
	static const uint8_t tail[] = { 0x02, 0x03, 0x01, 0x00, 0x01 };
	uint8_t der[sizeof(head) + MODULUS_MAX + sizeof(tail)];

	memcpy(der, head, sizeof(head));
	memcpy(der + sizeof(head), public->modulus, public->modulus_size);
	memcpy(der + sizeof(head) + public->modulus_size, tail, sizeof(tail));
	return hasher_once(HASH_SHA256, der, sizeof(head) + public->modulus_size + sizeof(tail),
			   ret);
}

/* Our own form, and no other: the token carries what pcr_signer_from_pem() wrote. */
static bool is_of_our_form(const struct tpm_public *public)
{
	return public->type == TPM_KEY_RSA && public->name_algorithm == HASH_SHA256 &&
	       public->attributes == ATTRIBUTES && !public->policy_size &&
	       public->symmetric == TPM_NO_ALGORITHM && public->scheme == TPM_NO_ALGORITHM &&
	       public->exponent == 0;
}

int pcr_signer_new(const void *public_area, size_t size, struct pcr_signer **ret,
		   struct fault *fault)
{
	_cleanup_(pcr_signer_cleanup) struct pcr_signer *signer = NULL;
	struct tpm_public public;
	int r;

	r = tpm_public_parse(public_area, size, &public, fault);
	if (r < 0)
		return r;
	if (!is_of_our_form(&public))
		return fault_set(fault, -EOPNOTSUPP, "signer of PCRs: its key is not of the form "
				 "that svsm-guest writes");
	signer = calloc(1, sizeof(*signer));
	if (!signer)
		return fault_set(fault, -ENOMEM, "signer of PCRs: out of memory");
	signer->modulus_size = public.modulus_size;
	r = tpm_key_new_rsa(public.modulus, public.modulus_size, EXPONENT, &signer->key, fault);
	if (r < 0)
		return r;
	if (make_fingerprint(&public, signer->fingerprint) < 0 ||
	    tpm_name_of(&public, &signer->name) < 0)
		return fault_set(fault, -EIO, "signer of PCRs: OpenSSL cannot hash its key");
	*ret = TAKE_PTR(signer);
	return 0;
}

const uint8_t *pcr_signer_fingerprint(const struct pcr_signer *signer)
{
	return signer->fingerprint;
}

const uint8_t *pcr_signer_name(const struct pcr_signer *signer)
{
	return signer->name.bytes;
}

int pcr_signer_verify(const struct pcr_signer *signer, const struct pcr_signature *signature,
		      struct fault *fault)
{
	const struct tpm_signature by_rsa = {
		.algorithm = TPM_SCHEME_RSASSA,
		.hash = HASH_SHA256,
		.rsa = signature->bytes,
		.rsa_size = signature->size,
	};
	uint8_t message[PCR_SIGNATURE_DIGEST_SIZE + PCR_SIGNATURE_REF_MAX];
	const size_t ref_size = strlen(signature->ref);

	memcpy(message, signature->policy, PCR_SIGNATURE_DIGEST_SIZE);
	memcpy(message + PCR_SIGNATURE_DIGEST_SIZE, signature->ref, ref_size);
	return tpm_key_verify(signer->key, &by_rsa, message, PCR_SIGNATURE_DIGEST_SIZE + ref_size,
			      fault);
}

void pcr_signer_free(struct pcr_signer *signer)
{
	if (!signer)
		return;
	tpm_key_free(signer->key);
	free(signer);
}

void pcr_signer_cleanup(struct pcr_signer **signer)
{
	pcr_signer_free(*signer);
}
