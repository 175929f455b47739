/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a TPM signs in a quote (TPM 2.0 part 2, section 10.12.8: TPMS_ATTEST with a
 * TPMS_QUOTE_INFO): which PCRs, and the digest of their values.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;

#define TPM_QUOTE_BANKS_MAX	16

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
};

/* Also takes the TPM2B form.  0; -EBADMSG when it is no quote; -E2BIG. */
int tpm_quote_parse(const void *data, size_t size, struct tpm_quote *ret, struct fault *fault);
