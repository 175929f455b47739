/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One certificate of the emulated AMD, being made: RSASSA-PSS with SHA-384 and a salt
 * of 48 bytes, as AMD's key service signs.
 */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

struct pki;

struct certificate_issuer {
	X509 *certificate;	/* NULL: self-signed */
	EVP_PKEY *key;
};

/* Both: NULL when OpenSSL fails. */
X509 *certificate_new_ca(const char *common_name, EVP_PKEY *key, long serial, int path_len,
			 const struct certificate_issuer *issuer);

/* The leaf of @pki: product, patch levels, chip id or cloud provider from there. */
X509 *certificate_new_leaf(const struct pki *pki, EVP_PKEY *key,
			   const struct certificate_issuer *issuer);
