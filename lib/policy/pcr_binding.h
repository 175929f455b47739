/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether the PCRs of this boot satisfy a policy that somebody else has sealed by, of which
 * only the digest is known: the policy of these values is computed, and compared.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/format/sealed_policy.h"

struct pcr_values;

enum pcr_binding_answer {
	PCR_BINDING_UNTOLD = 0,	/* the PCRs were not read, or are not there */
	PCR_BINDING_DIFFERS,	/* other values, or the policy is not of PCRs alone */
	PCR_BINDING_HOLDS,
};

struct pcr_binding {
	uint16_t bank;		/* TPM_ALG_ID */
	uint32_t pcrs;		/* bit n: PCR n; 0: of none */
	bool has_auth_value;	/* PolicyAuthValue follows: a PIN */
	uint8_t policy[SEALED_POLICY_DIGEST_SIZE];	/* of SHA-256 */
};

/* @live: NULL, not read. */
enum pcr_binding_answer pcr_binding_check(const struct pcr_binding *binding,
					  const struct pcr_values *live);
