/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a sealed key is bound to: the demands on PCRs under which the TPM gives it out,
 * as its token keeps them.  Data only: svsm_token.h reads and writes it, lib/policy
 * computes digests of it and asks whether a boot satisfies it.
 *
 * A branch is what must be true of a boot: PCRs whose values somebody has signed, PCRs
 * with certain values, or both; an empty one does not exist.  Of several branches one
 * must be true.  A PIN is asked for besides, whichever branch it is.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/hash_algorithm.h"

/* TPM2_PolicyOR takes eight (TPM 2.0 part 3, section 23.6); nobody has wanted a third. */
#define SEALED_POLICY_BRANCHES_MAX	2

#define SEALED_POLICY_PCRS		24
#define SEALED_POLICY_DIGEST_SIZE	32	/* policies are digests of SHA-256 */
#define SEALED_POLICY_KEY_MAX		560	/* TPMT_PUBLIC of RSA with 4096 bits: 534 */
#define SEALED_POLICY_REF_MAX		64	/* a policyRef is no longer than a digest */

/* PCRs that must have these values. */
struct sealed_pcrs {
	uint16_t bank;		/* TPM_ALG_ID: SHA-256 or better */
	uint32_t mask;		/* bit n: PCR n; 0: no demand */
	uint8_t values[SEALED_POLICY_PCRS][HASH_SIZE_MAX];
};

/* PCRs whose values the holder of a key must have signed, as systemd-measure does. */
struct sealed_signer {
	uint16_t bank;
	uint32_t mask;		/* 0: no demand */
	uint8_t key[SEALED_POLICY_KEY_MAX];	/* its TPMT_PUBLIC */
	size_t key_size;
	char ref[SEALED_POLICY_REF_MAX + 1];	/* the signature is for this use; "": none */
};

struct sealed_branch {
	struct sealed_signer signer;
	struct sealed_pcrs literal;
};

struct sealed_policy {
	struct sealed_branch branches[SEALED_POLICY_BRANCHES_MAX];
	size_t count;		/* at least 1 */
	bool has_pin;
};
