/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AMD's list of revoked CAs (RFC 5280, section 5): issued by the ARK of a product, it
 * lists ASKs and ASVKs by serial number.  VCEKs all have the number 0 and are retired
 * by minimum patch levels instead.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;
struct snp_cert;
struct snp_chain;
struct snp_crl;

#define SNP_CRL_SIZE_MAX	(64u * 1024)	/* AMD's have 1 KiB */
#define SNP_CRL_ISSUER_SIZE	32

/*
 * Decodes one list, DER or PEM.  0; -EBADMSG when it is none, not only one, or has a
 * critical extension that is not known; -E2BIG; -ENOMEM.  To be freed by snp_crl_free().
 */
int snp_crl_new(const void *data, size_t size, struct snp_crl **ret, struct fault *fault);

/* That @ark issued and signed it, as AMD signs.  0 or -EKEYREJECTED. */
int snp_crl_check_issuer(const struct snp_crl *crl, const struct snp_cert *ark,
			 struct fault *fault);

/* That it is in force at @now, seconds since 1970.  0, or -ESTALE. */
int snp_crl_check_time(const struct snp_crl *crl, int64_t now, struct fault *fault);

/* That @cert, issued by the issuer of the list, is not on it.  0 or -EKEYREJECTED. */
int snp_crl_check_cert(const struct snp_crl *crl, const struct snp_cert *cert,
		       struct fault *fault);

/*
 * All of it for a chain whose root is there: the list is the root's, in force, and
 * lists neither issuer nor root.  0; -EBADMSG; -EKEYREJECTED; -ESTALE.
 */
int snp_crl_check(const void *data, size_t size, const struct snp_chain *chain, int64_t now,
		  struct fault *fault);

/* SHA-256 of the issuer's name: lists of one issuer replace each other. */
void snp_crl_issuer(const struct snp_crl *crl, uint8_t ret[static SNP_CRL_ISSUER_SIZE]);

/* The common name of the issuer, "" without one. */
const char *snp_crl_issuer_name(const struct snp_crl *crl);

size_t snp_crl_count(const struct snp_crl *crl);	/* how many it lists */
int64_t snp_crl_expiry(const struct snp_crl *crl);	/* seconds since 1970, 0: unknown */

/* Its DER, which it owns. */
const void *snp_crl_der(const struct snp_crl *crl, size_t *ret_size);

/* Accepts NULL. */
void snp_crl_free(struct snp_crl *crl);
void snp_crl_cleanup(struct snp_crl **crl);
