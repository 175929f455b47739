/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The LUKS2 token of type "clevis": a JWE (RFC 7516, flattened), whose protected header
 * says by which pin its key is had; of the pin "tpm2", the policy of the sealed object.
 * Read only: clevis' tokens are clevis'.
 *
 *	{"type":"clevis","keyslots":["1"],"jwe":{"protected":BASE64URL of
 *	   {"clevis":{"pin":"tpm2","tpm2":{"hash":"sha256","key":"ecc",
 *	    "pcr_bank":"sha256","pcr_ids":"7" or ["7"],"jwk_pub":BASE64URL,
 *	    "jwk_priv":BASE64URL}},...},...}}
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/hash_algorithm.h"

struct fault;

#define CLEVIS_TOKEN_TYPE	"clevis"
#define CLEVIS_TOKEN_PIN_TPM2	"tpm2"
#define CLEVIS_TOKEN_PIN_SIZE	16
#define CLEVIS_TOKEN_SIZE_MAX	(64u * 1024)
#define CLEVIS_TOKEN_HEADER_MAX	8192	/* of the protected header: some 600 with a TPM */

struct clevis_token {
	char pin[CLEVIS_TOKEN_PIN_SIZE];	/* "tpm2", "tang", "sss"; "": it does not say */

	/* With "tpm2": */
	uint32_t pcrs;			/* bit n: PCR n; 0: bound to none */
	uint16_t bank;			/* TPM_ALG_ID; 0 without PCRs */
	uint16_t policy_algorithm;	/* TPM_ALG_ID of policy and name */
	uint8_t policy[HASH_SIZE_MAX];
	size_t policy_size;		/* 0: the object has no policy */
};

/*
 * 0; -EBADMSG when it is malformed; -EOPNOTSUPP for a bank that is not known; -E2BIG.
 * On failure @ret is untouched.
 */
int clevis_token_parse(const char *text, size_t size, struct clevis_token *ret,
		       struct fault *fault);
