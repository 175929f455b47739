/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The TPM_ALG_ID of keys, schemes and ciphers, and curves, that structures here name
 * (TCG Algorithm Registry; TPM 2.0 part 2, sections 6.3 and 6.4).  Those of hashes
 * are in hash_algorithm.h.
 */
#pragma once

#define TPM_NO_ALGORITHM	0x0010	/* TPM_ALG_NULL: a choice that was not made */

enum tpm_key_type {
	TPM_KEY_RSA = 0x0001,
	TPM_KEY_ECC = 0x0023,
};

enum tpm_scheme {
	TPM_SCHEME_RSASSA = 0x0014,
	TPM_SCHEME_RSAES = 0x0015,
	TPM_SCHEME_RSAPSS = 0x0016,
	TPM_SCHEME_OAEP = 0x0017,
	TPM_SCHEME_ECDSA = 0x0018,
	TPM_SCHEME_ECDH = 0x0019,
};

enum tpm_cipher {
	TPM_CIPHER_AES = 0x0006,
	TPM_CIPHER_CFB = 0x0043,	/* a mode */
};

enum tpm_curve {
	TPM_CURVE_P256 = 0x0003,
	TPM_CURVE_P384 = 0x0004,
};

/* TPM_RH_ENDORSEMENT: the hierarchy of EKs, and of our AKs. */
#define TPM_HIERARCHY_ENDORSEMENT	0x4000000bu
