/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How this boot shows a TPM that it satisfies a sealed key's policy: the policy commands
 * and what they take, decided by lib/policy/seal_policy.h and carried out, in this order,
 * by lib/sys/tpm_unseal.h, which judges nothing.  Data only.
 *
 *	PolicyPCR of @signed_pcrs, PolicyAuthorize		when there is a signature
 *	PolicyPCR of @literal					when its mask is not 0
 *	PolicyOR of @alternatives				when there are any
 *	PolicyAuthValue						when there is a PIN
 *
 * The order is systemd's, so that a signature which serves its tokens serves ours.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/sealed_policy.h"

#define SEAL_PLAN_NAME_SIZE		34	/* u16 SHA-256, digest */
#define SEAL_PLAN_SIGNATURE_MAX		512	/* RSA of 4096 bits */

/* A PolicyPCR, and what it must find: the TPM compares, so that no PCR is read for it. */
struct seal_plan_pcrs {
	uint16_t bank;
	uint32_t mask;
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE];	/* SHA-256 over the values */
};

struct seal_plan {
	size_t branch;		/* of the token's policy */

	/* Names of what the session is salted to and of what it opens: pinned by the token. */
	uint8_t srk_name[SEAL_PLAN_NAME_SIZE];
	uint8_t object_name[SEAL_PLAN_NAME_SIZE];

	bool has_signature;
	struct seal_plan_pcrs signed_pcrs;
	uint8_t approved[SEALED_POLICY_DIGEST_SIZE];	/* the policy that was signed */
	uint8_t signed_digest[SEALED_POLICY_DIGEST_SIZE];	/* SHA-256 of it and the ref */
	uint8_t signer_name[SEAL_PLAN_NAME_SIZE];
	uint8_t signature[SEAL_PLAN_SIGNATURE_MAX];	/* RSASSA with SHA-256 */
	size_t signature_size;

	struct seal_plan_pcrs literal;

	uint8_t alternatives[SEALED_POLICY_BRANCHES_MAX][SEALED_POLICY_DIGEST_SIZE];
	size_t alternative_count;	/* 0, or at least 2 */

	bool has_pin;
};
