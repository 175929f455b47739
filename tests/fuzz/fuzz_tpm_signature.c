/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a signature, of which none is by the key that looks at it.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_signature.h"
#include "lib/policy/tpm_key.h"

/* The base point of P-256 (NIST SP 800-186, section 3.2.1.3): the key of secret 1. */
static const uint8_t x[32] = {
	0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
	0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98,
	0xc2, 0x96,
};

static const uint8_t y[32] = {
	0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e,
	0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf,
	0x51, 0xf5,
};

static struct tpm_key *ecc, *rsa;

static void make_keys(void)
{
	static uint8_t modulus[256];
	struct tpm_public public = {
		.type = TPM_KEY_ECC,
		.scheme = TPM_NO_ALGORITHM,
		.curve = TPM_CURVE_P256,
		.x = x,
		.x_size = sizeof(x),
		.y = y,
		.y_size = sizeof(y),
	};

	memset(modulus, 0xf1, sizeof(modulus));
	assert(!tpm_key_new(&public, &ecc, NULL));
	assert(!tpm_key_new_rsa(modulus, sizeof(modulus), 65537, &rsa, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct tpm_signature signature;

	if (!ecc)
		make_keys();
	if (tpm_signature_parse(data, size, &signature, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(tpm_key_verify(ecc, &signature, data, size, &fault) < 0);
	assert(tpm_key_verify(rsa, &signature, data, size, &fault) < 0);
	assert(fault.text[0]);
	return 0;
}
