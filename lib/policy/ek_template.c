/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Template L-1, member by member.
 */
#include "lib/policy/ek_template.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_public.h"

#define ATTRIBUTES	(TPM_PUBLIC_FIXED_TPM | TPM_PUBLIC_FIXED_PARENT | \
			 TPM_PUBLIC_SENSITIVE_ORIGIN | TPM_PUBLIC_ADMIN_WITH_POLICY | \
			 TPM_PUBLIC_RESTRICTED | TPM_PUBLIC_DECRYPT)
#define BITS		2048
#define CIPHER_BITS	128

_Static_assert(ATTRIBUTES == 0x000300b2, "the attributes of L-1");

/* PolicyA: PolicySecret(TPM_RH_ENDORSEMENT), SHA-256. */
static const uint8_t policy_a[32] = {
	0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7,
	0x24, 0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14,
	0x69, 0xaa,
};

int ek_template_check(const struct tpm_public *public, struct fault *fault)
{
	if (public->type != TPM_KEY_RSA)
		return fault_set(fault, -EKEYREJECTED, "EK: it is no RSA key");
	if (public->name_algorithm != HASH_SHA256)
		return fault_set(fault, -EKEYREJECTED, "EK: its name is made with %s, not sha256",
				 hash_algorithm_name(public->name_algorithm));
	if (public->attributes != ATTRIBUTES)
		return fault_set(fault, -EKEYREJECTED, "EK: its attributes are 0x%08x, not 0x%08x",
				 public->attributes, ATTRIBUTES);
	if (public->policy_size != sizeof(policy_a) ||
	    memcmp(public->policy, policy_a, sizeof(policy_a)))
		return fault_set(fault, -EKEYREJECTED,
				 "EK: its policy is not PolicySecret of the endorsement hierarchy");
	if (public->symmetric != TPM_CIPHER_AES || public->symmetric_bits != CIPHER_BITS ||
	    public->symmetric_mode != TPM_CIPHER_CFB)
		return fault_set(fault, -EKEYREJECTED, "EK: its cipher is not AES-128-CFB");
	if (public->scheme != TPM_NO_ALGORITHM)
		return fault_set(fault, -EKEYREJECTED, "EK: it has scheme 0x%04x, where it has none",
				 public->scheme);
	if (public->bits != BITS)
		return fault_set(fault, -EKEYREJECTED, "EK: it has %u bits, not %u", public->bits,
				 BITS);
	if (public->exponent)
		return fault_set(fault, -EKEYREJECTED,
				 "EK: its exponent is written as %u, not as 0", public->exponent);
	return 0;
}
