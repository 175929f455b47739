/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The LUKS2 token of type "systemd-tpm2", which systemd-cryptenroll writes: what it says
 * of the policy of its sealed key.  Read only: systemd's tokens are systemd's.
 *
 * All that has been written since systemd 248 is read.  What came later is optional:
 * tpm2-pcr-bank and tpm2-primary-alg with 250, tpm2-pin 251, tpm2_pubkey and
 * tpm2_pubkey_pcrs 252, tpm2_srk 254, tpm2_pcrlock 255, and with 257 a list in place of
 * tpm2-policy-hash, for a key in two parts.  Both "-" and "_" are systemd's spelling.
 * Members that are not known are passed over, as systemd does.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;

#define SYSTEMD_TOKEN_TYPE		"systemd-tpm2"
#define SYSTEMD_TOKEN_SIZE_MAX		(64u * 1024)
#define SYSTEMD_TOKEN_POLICIES_MAX	2
#define SYSTEMD_TOKEN_POLICY_SIZE	32	/* its sessions are of SHA-256 */

struct systemd_token {
	uint32_t pcrs;			/* literal: bit n: PCR n */
	uint16_t bank;			/* TPM_ALG_ID; 0: not said, which systemd then guesses */
	uint16_t primary;		/* TPM_ALG_ID of the primary key: RSA or ECC */
	bool has_pin;
	bool has_pcrlock;		/* what its NV index says by then */
	bool has_signer;		/* PCRs are signed by the holder of a key */
	uint32_t signed_pcrs;
	bool has_srk;			/* it names the storage root key that it was sealed by */
	size_t policy_count;		/* 1; 2 with a signer and pcrlock */
	uint8_t policies[SYSTEMD_TOKEN_POLICIES_MAX][SYSTEMD_TOKEN_POLICY_SIZE];
};

/*
 * 0; -EBADMSG when a member is malformed, or one that systemd requires (tpm2-blob,
 * tpm2-pcrs, tpm2-policy-hash) is not there; -EOPNOTSUPP for a bank or a key algorithm
 * that systemd does not write; -E2BIG.  On failure @ret is untouched.
 */
int systemd_token_parse(const char *text, size_t size, struct systemd_token *ret,
			struct fault *fault);
