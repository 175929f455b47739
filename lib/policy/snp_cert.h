/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One certificate of those that lead from an SNP report to AMD: VCEK, VLEK, ASK, ASVK
 * or ARK (AMD 57230, 58369; RFC 5280).  It is decoded once; questions about it answer
 * with the reason for a no, and trust nothing that another question has not proven.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/snp_extensions.h"

struct buffer;
struct fault;
struct evp_pkey_st;
struct x509_st;

#define SNP_CERT_SIZE_MAX	8192	/* DER; AMD's have less than 2 KiB */
#define SNP_CERT_DIGEST_SIZE	32
#define SNP_CERT_NAME_MAX	65	/* ub-common-name of RFC 5280, and a zero */

struct snp_cert {
	struct x509_st *x509;
	struct evp_pkey_st *key;	/* its public key; @x509 owns it */
	uint8_t digest[SNP_CERT_DIGEST_SIZE];	/* SHA-256 of the DER */
	int64_t not_before, not_after;	/* never valid, when it has no readable dates */
	char name[SNP_CERT_NAME_MAX];	/* the subject's common name, "" without one */
};

/*
 * Decodes @size bytes of DER.  0; -EBADMSG when it is no certificate or not only one;
 * -E2BIG above SNP_CERT_SIZE_MAX; -ENOMEM.  To be freed with snp_cert_free().
 */
int snp_cert_new(const void *der, size_t size, struct snp_cert **ret, struct fault *fault);

/* Whether @cert could sign reports: its key is on a curve, not RSA as AMD's CAs'. */
bool snp_cert_is_leaf(const struct snp_cert *cert);

/* Whether @cert names @issuer as its issuer: nothing is proven. */
bool snp_cert_names_issuer(const struct snp_cert *cert, const struct snp_cert *issuer);

bool snp_cert_is_same(const struct snp_cert *a, const struct snp_cert *b);

/* Whether the signature of @cert was made by the key of @issuer: of the key, not the name. */
bool snp_cert_is_signed_by(const struct snp_cert *cert, const struct snp_cert *issuer);

/* All below: 0; -EKEYREJECTED, or what snp_extensions_end() says, with the reason. */

/* The key of a leaf: EC, on the named curve P-384. */
int snp_cert_check_leaf_key(const struct snp_cert *cert, struct fault *fault);

/* That the certificate is signed as AMD signs: RSASSA-PSS, SHA-384, salt of 48 bytes. */
int snp_cert_check_algorithm(const struct snp_cert *cert, struct fault *fault);

/*
 * That a CA is one: RSA of 4096 bits, critical basic constraints that allow @below
 * more CAs below it (0: exactly none, 1: that or more), and the right to sign.
 */
int snp_cert_check_ca(const struct snp_cert *cert, int below, struct fault *fault);

/* That the leaf claims to be no CA and has no critical extension that is not known. */
int snp_cert_check_no_ca(const struct snp_cert *cert, struct fault *fault);

/* That @now, in seconds since 1970, lies within the validity. */
int snp_cert_check_time(const struct snp_cert *cert, int64_t now, struct fault *fault);

/* The last moment of the validity, in seconds since 1970; 0 when it cannot be read. */
int64_t snp_cert_expiry(const struct snp_cert *cert);

/* Reads AMD's extensions of a leaf; on failure @ret is untouched. */
int snp_cert_extensions(const struct snp_cert *cert, struct snp_extensions *ret,
			struct fault *fault);

/* Appends its DER to @ret.  0; -E2BIG, -ENOMEM as buffer_append(). */
int snp_cert_encode(const struct snp_cert *cert, struct buffer *ret);

/* Accepts NULL. */
void snp_cert_free(struct snp_cert *cert);
void snp_cert_cleanup(struct snp_cert **cert);
