/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Digests of TPM policies (TPM 2.0 part 3, section 23; SHA-256), computed without a TPM:
 * each function below continues @digest, which starts as zeros, as the TPM's command of
 * that name continues a session's.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/sealed_policy.h"

/* SHA-256 over the values, lowest PCR first: what PolicyPCR compares with. */
void seal_digest_values(const struct sealed_pcrs *pcrs, uint8_t ret[SEALED_POLICY_DIGEST_SIZE]);

/* TPM2_PolicyPCR over PCRs whose values have the digest @values. */
void seal_digest_pcr(uint8_t digest[SEALED_POLICY_DIGEST_SIZE], uint16_t bank, uint32_t mask,
		     const uint8_t values[SEALED_POLICY_DIGEST_SIZE]);

/* TPM2_PolicyAuthorize, which forgets what was before it. */
void seal_digest_authorize(uint8_t digest[SEALED_POLICY_DIGEST_SIZE], const uint8_t *signer_name,
			   size_t name_size, const char *ref);

/* TPM2_PolicyOR, which forgets too; the caller knows that @digest is among them. */
void seal_digest_or(uint8_t digest[SEALED_POLICY_DIGEST_SIZE],
		    const uint8_t alternatives[][SEALED_POLICY_DIGEST_SIZE], size_t count);

/* TPM2_PolicyAuthValue. */
void seal_digest_auth_value(uint8_t digest[SEALED_POLICY_DIGEST_SIZE]);
