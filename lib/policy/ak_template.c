/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an attestation key must be.
 */
#include "lib/policy/ak_template.h"

#include <errno.h>
#include <stdbool.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_public.h"
#include "lib/policy/tpm_hash.h"

#define BITS_MIN	2048

/* In the order in which their absence matters. */
static const struct {
	uint32_t bit;
	bool is_set;
	const char *reason;
} attributes[] = {
	{ TPM_PUBLIC_RESTRICTED, true, "it is not restricted: it signs what it is given" },
	{ TPM_PUBLIC_SIGN, true, "it cannot sign" },
	{ TPM_PUBLIC_DECRYPT, false, "it can decrypt too" },
	{ TPM_PUBLIC_FIXED_TPM, true, "it is not fixed to its TPM" },
	{ TPM_PUBLIC_FIXED_PARENT, true, "it is not fixed to its hierarchy" },
	{ TPM_PUBLIC_SENSITIVE_ORIGIN, true, "its private part was not made by its TPM" },
};

#define REQUIRED	(TPM_PUBLIC_RESTRICTED | TPM_PUBLIC_SIGN | TPM_PUBLIC_FIXED_TPM | \
			 TPM_PUBLIC_FIXED_PARENT | TPM_PUBLIC_SENSITIVE_ORIGIN | \
			 TPM_PUBLIC_USER_WITH_AUTH)

static int check_attributes(const struct tpm_public *public, struct fault *fault)
{
	size_t i;

	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (!!(public->attributes & attributes[i].bit) != attributes[i].is_set)
			return fault_set(fault, -EKEYREJECTED, "AK: %s", attributes[i].reason);
	if ((public->attributes & ~TPM_PUBLIC_NO_DA) != REQUIRED)
		return fault_set(fault, -EKEYREJECTED, "AK: its attributes are 0x%08x, not 0x%08x",
				 public->attributes, REQUIRED);
	return 0;
}

static int check_scheme(const struct tpm_public *public, struct fault *fault)
{
	bool can_sign = public->type == TPM_KEY_ECC ? public->scheme == TPM_SCHEME_ECDSA :
			public->scheme == TPM_SCHEME_RSASSA || public->scheme == TPM_SCHEME_RSAPSS;

	if (!can_sign)
		return fault_set(fault, -EKEYREJECTED,
				 "AK: scheme 0x%04x is none of ECDSA, RSASSA and RSAPSS",
				 public->scheme);
	if (!tpm_hash_counts(public->scheme_hash))
		return fault_set(fault, -EKEYREJECTED, "AK: it signs with %s, not sha256 or better",
				 hash_algorithm_name(public->scheme_hash));
	return 0;
}

int ak_template_check(const struct tpm_public *public, struct fault *fault)
{
	int r;

	if (!tpm_hash_counts(public->name_algorithm))
		return fault_set(fault, -EKEYREJECTED,
				 "AK: its name is made with %s, not sha256 or better",
				 hash_algorithm_name(public->name_algorithm));
	r = check_attributes(public, fault);
	if (!r)
		r = check_scheme(public, fault);
	if (r < 0)
		return r;
	if (public->type == TPM_KEY_RSA && public->bits < BITS_MIN)
		return fault_set(fault, -EKEYREJECTED, "AK: RSA of %u bits, less than %u",
				 public->bits, BITS_MIN);
	if (public->symmetric != TPM_NO_ALGORITHM)
		return fault_set(fault, -EKEYREJECTED, "AK: it has a cipher, as no signing key has");
	return 0;
}
