/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The attestation key: a restricted signing key, primary in the endorsement hierarchy,
 * whose quotes therefore show the true reset counters (TPM 2.0 part 1, "Attestation").
 * It is found at its persistent handle, or made and kept there.  Being primary it can
 * be made again and be the same key, as long as the endorsement seed is the same.
 *
 * A handle is owned by who opened it, and @tpm must outlive it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;
struct secret;
struct tpm;
struct tpm_ak;

/*
 * TCG's registry of handles leaves 8101 0000 to 8101 FFFF to primary keys of the
 * endorsement hierarchy; EKs begin at its start, these two are near its end.
 */
#define TPM_AK_HANDLE_ECC	0x8101f010u
#define TPM_AK_HANDLE_RSA	0x8101f011u

#define TPM_AK_NONCE_MAX	64	/* TPM2B_DATA holds a TPMT_HA of SHA-512, and more */
#define TPM_AK_BANKS_MAX	16

enum tpm_ak_kind {
	TPM_AK_ECC,	/* P-256, ECDSA with SHA-256 */
	TPM_AK_RSA,	/* 2048 bits, RSASSA with SHA-256 */
};

struct tpm_ak_selection {
	struct {
		uint16_t algorithm;	/* TPM_ALG_ID */
		uint32_t pcrs;		/* bit n: PCR n */
	} banks[TPM_AK_BANKS_MAX];
	size_t count;
};

struct tpm_ak_signature {
	uint8_t bytes[600];	/* TPMT_SIGNATURE: 72 or 262 are ours */
	size_t size;
};

struct tpm_ak_quote {
	uint8_t attest[1024];	/* TPMS_ATTEST: 145 with one bank */
	size_t attest_size;
	struct tpm_ak_signature signature;
};

/* What TPM2_MakeCredential gives, without the sizes before it; the caller's bytes. */
struct tpm_ak_credential {
	const void *id_object;
	size_t id_object_size;
	const void *seed;		/* encrypted to the EK */
	size_t seed_size;
};

/*
 * Finds or makes the key.  0; -EKEYREJECTED when something else is at its handle,
 * which is left there; -EACCES when the endorsement hierarchy has a password; -EIO,
 * -ENOMEM.
 */
int tpm_ak_open(struct tpm *tpm, enum tpm_ak_kind kind, struct tpm_ak **ret,
		struct fault *fault);

/*
 * The same for who only looks: what is not there is made, if need be, for as long as the
 * handle is open, and nothing changes in the TPM.
 */
int tpm_ak_borrow(struct tpm *tpm, enum tpm_ak_kind kind, struct tpm_ak **ret,
		  struct fault *fault);

/* Its TPMT_PUBLIC; owned by @ak. */
const uint8_t *tpm_ak_public(const struct tpm_ak *ak, size_t *ret_size);

/* NULL when the key is kept in the TPM; else why it is not, and is made each time. */
const char *tpm_ak_unkept(const struct tpm_ak *ak);

/* TPM2_Quote of all that is selected, over 1 to TPM_AK_NONCE_MAX bytes of nonce. */
int tpm_ak_quote(struct tpm_ak *ak, const struct tpm_ak_selection *selection, const void *nonce,
		 size_t nonce_size, struct tpm_ak_quote *ret, struct fault *fault);

/*
 * Signs SHA-256 of @message.  The TPM hashes it itself: a restricted key signs only what
 * the TPM has seen not to look like a quote.  0, -E2BIG, -EIO.
 */
int tpm_ak_sign(struct tpm_ak *ak, const void *message, size_t size,
		struct tpm_ak_signature *ret, struct fault *fault);

/*
 * A credential will come to be activated, for which the TPM makes its EK meanwhile: nothing
 * else may be asked of it until then.  0, -ENOMEM.
 */
int tpm_ak_expect(struct tpm_ak *ak, struct fault *fault);

/*
 * TPM2_ActivateCredential: recovers the secret that was encrypted for this key and the
 * EK of this TPM; @ret is filled anew.  0; -EKEYREJECTED when it was for another key or
 * another TPM; -EACCES when the endorsement hierarchy has a password; -E2BIG, -EIO.
 */
int tpm_ak_activate(struct tpm_ak *ak, const struct tpm_ak_credential *credential,
		    struct secret *ret, struct fault *fault);

/* A key that is not kept leaves the TPM.  Accepts NULL. */
void tpm_ak_close(struct tpm_ak *ak);
void tpm_ak_cleanup(struct tpm_ak **ak);
