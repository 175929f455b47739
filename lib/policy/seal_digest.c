/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What each policy command does to a session's digest.
 */
#include "lib/policy/seal_digest.h"

#include <string.h>

#include "lib/format/hash_algorithm.h"
#include "lib/policy/hasher.h"

/* TPM_CC_Policy... (TPM 2.0 part 2, section 6.5.2) */
#define COMMAND_AUTHORIZE	0x0000016au
#define COMMAND_AUTH_VALUE	0x0000016bu
#define COMMAND_OR		0x00000171u
#define COMMAND_PCR		0x0000017fu

#define SELECT_SIZE		3	/* bytes for 24 PCRs: a PC Client TPM's */

static void add_u32(struct hasher *hasher, uint32_t value)
{
	const uint8_t bytes[] = { value >> 24, value >> 16 & 0xff, value >> 8 & 0xff,
				  value & 0xff };

	hasher_add(hasher, bytes, sizeof(bytes));
}

/* Begins with what every one begins with: the digest so far, and the command. */
static void begin(struct hasher *ret, const uint8_t digest[SEALED_POLICY_DIGEST_SIZE],
		  uint32_t command)
{
	(void)hasher_init(ret, HASH_SHA256); /* which is always there */
	hasher_add(ret, digest, SEALED_POLICY_DIGEST_SIZE);
	add_u32(ret, command);
}

void seal_digest_values(const struct sealed_pcrs *pcrs, uint8_t ret[SEALED_POLICY_DIGEST_SIZE])
{
	const uint16_t size = hash_algorithm_size(pcrs->bank);
	struct hasher hasher;
	unsigned int pcr;

	(void)hasher_init(&hasher, HASH_SHA256);
	for (pcr = 0; pcr < SEALED_POLICY_PCRS; pcr++)
		if (pcrs->mask >> pcr & 1)
			hasher_add(&hasher, pcrs->values[pcr], size);
	hasher_end(&hasher, ret);
}

void seal_digest_pcr(uint8_t digest[SEALED_POLICY_DIGEST_SIZE], uint16_t bank, uint32_t mask,
		     const uint8_t values[SEALED_POLICY_DIGEST_SIZE])
{
	const uint8_t selection[] = {
		bank >> 8, bank & 0xff, SELECT_SIZE,
		mask & 0xff, mask >> 8 & 0xff, mask >> 16 & 0xff,
	};
	struct hasher hasher;

	begin(&hasher, digest, COMMAND_PCR);
	add_u32(&hasher, 1); /* TPML_PCR_SELECTION of one bank */
	hasher_add(&hasher, selection, sizeof(selection));
	hasher_add(&hasher, values, SEALED_POLICY_DIGEST_SIZE);
	hasher_end(&hasher, digest);
}

void seal_digest_authorize(uint8_t digest[SEALED_POLICY_DIGEST_SIZE], const uint8_t *signer_name,
			   size_t name_size, const char *ref)
{
	static const uint8_t zeros[SEALED_POLICY_DIGEST_SIZE];
	uint8_t named[SEALED_POLICY_DIGEST_SIZE];
	struct hasher hasher;

	begin(&hasher, zeros, COMMAND_AUTHORIZE);
	hasher_add(&hasher, signer_name, name_size);
	hasher_end(&hasher, named);
	hasher_add(&hasher, named, sizeof(named));
	hasher_add(&hasher, ref, strlen(ref));
	hasher_end(&hasher, digest);
}

void seal_digest_or(uint8_t digest[SEALED_POLICY_DIGEST_SIZE],
		    const uint8_t alternatives[][SEALED_POLICY_DIGEST_SIZE], size_t count)
{
	static const uint8_t zeros[SEALED_POLICY_DIGEST_SIZE];
	struct hasher hasher;

	begin(&hasher, zeros, COMMAND_OR);
	hasher_add(&hasher, alternatives, count * SEALED_POLICY_DIGEST_SIZE);
	hasher_end(&hasher, digest);
}

void seal_digest_auth_value(uint8_t digest[SEALED_POLICY_DIGEST_SIZE])
{
	struct hasher hasher;

	begin(&hasher, digest, COMMAND_AUTH_VALUE);
	hasher_end(&hasher, digest);
}
