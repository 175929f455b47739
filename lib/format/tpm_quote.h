/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a TPM signs in a quote (TPM 2.0 part 2, section 10.12.8: TPMS_ATTEST with a
 * TPMS_QUOTE_INFO), big-endian:
 *
 *	u32 TPM_GENERATED_VALUE, u16 TPM_ST_ATTEST_QUOTE
 *	TPM2B qualifiedSigner, TPM2B extraData
 *	u64 clock, u32 resetCount, u32 restartCount, u8 safe
 *	u64 firmwareVersion
 *	u32 banks, of each: u16 algorithm, u8 bytes of the bit map, bit map
 *	TPM2B digest of the values of the PCRs
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;

#define TPM_QUOTE_BANKS_MAX	16
#define TPM_QUOTE_NONCE_MAX	66	/* TPM2B_DATA: an algorithm, and its largest digest */

/* All pointers lead into the caller's bytes. */
struct tpm_quote {
	struct {
		uint16_t algorithm;
		uint32_t pcrs;		/* bit n: PCR n */
	} banks[TPM_QUOTE_BANKS_MAX];
	size_t count;			/* in the order in which they are hashed */
	const uint8_t *digest;
	size_t digest_size;
	const uint8_t *nonce;		/* extraData */
	size_t nonce_size;
	const uint8_t *qualified_signer;	/* the key's qualified name */
	size_t qualified_signer_size;
	uint64_t clock;			/* ms that this TPM was powered, ever */
	uint32_t reset_count;		/* TPM Resets since its owner was cleared */
	uint32_t restart_count;		/* TPM Restarts and Resumes since the last Reset */
	bool is_safe;			/* no higher clock was ever told */
	uint64_t firmware_version;
	const uint8_t *whole;		/* the TPMS_ATTEST: what is signed */
	size_t whole_size;
};

/*
 * Also takes the TPM2B form.  0; -EBADMSG when it is no quote, or something follows it.
 * On failure @ret is untouched.
 */
int tpm_quote_parse(const void *data, size_t size, struct tpm_quote *ret, struct fault *fault);
