/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signatures over PCR values that have yet to come: the .pcrsig section of a UKI and
 * tpm2-pcr-signature.json, as systemd-measure writes them.  An object of banks, each an
 * array of
 *
 *	{"pcrs":[11],"pkfp":HEX,"pol":HEX,"sig":BASE64,"ref":TEXT}
 *
 * "pkfp" is SHA-256 of the signer's key (RSA: the DER of its PKCS #1 RSAPublicKey), "pol"
 * the digest of a PolicyPCR, "sig" RSASSA with SHA-256 over pol and ref.  "ref" came with
 * systemd 262 and may be left out.  An entry with "tbs" in place of "sig" waits to be
 * signed, and is left out here.
 *
 * The format is systemd's: members that are not known are passed over, as it does.  The
 * file comes from the ESP; nothing of it counts before its signature is verified.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;

#define PCR_SIGNATURE_MAX		256	/* entries: phases, times keys, times banks */
#define PCR_SIGNATURE_FILE_MAX		(1u << 20)
#define PCR_SIGNATURE_BYTES_MAX		512	/* RSA of 4096 bits */
#define PCR_SIGNATURE_DIGEST_SIZE	32
#define PCR_SIGNATURE_REF_MAX		64

struct pcr_signature {
	uint16_t bank;		/* TPM_ALG_ID of the values */
	uint32_t pcrs;		/* bit n: PCR n */
	uint8_t fingerprint[PCR_SIGNATURE_DIGEST_SIZE];	/* of the signer's key */
	uint8_t policy[PCR_SIGNATURE_DIGEST_SIZE];
	char ref[PCR_SIGNATURE_REF_MAX + 1];		/* "": none */
	uint8_t bytes[PCR_SIGNATURE_BYTES_MAX];
	size_t size;
};

struct pcr_signatures {
	size_t count;
	struct pcr_signature entries[];
};

/*
 * Reads the whole file.  0, also when it has no entry; -EBADMSG when it is no such JSON,
 * or an entry lacks a member or has one of the wrong kind or size; -E2BIG beyond the
 * maxima.  A bank that is not known is passed over.  @ret is to be freed by
 * pcr_signatures_free(); on failure it is untouched.
 */
int pcr_signatures_parse(const void *data, size_t size, struct pcr_signatures **ret,
			 struct fault *fault);

/* Accepts NULL. */
void pcr_signatures_free(struct pcr_signatures *signatures);
void pcr_signatures_cleanup(struct pcr_signatures **signatures);
