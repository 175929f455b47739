/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The certificates and revocation lists that are kept on this machine for verification, in
 * one folder.  They are trusted no more than those that come with evidence: which counts is
 * decided by pinned digests and signatures.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/policy/snp_certs.h"

struct cert_cache;
struct fault;
struct snp_cert;
struct snp_crl;
struct snp_report;

#define CERT_STORE_CRLS_MAX	16

struct cert_store_crl {
	uint8_t *data;
	size_t size;
};

struct cert_store {
	struct snp_certs certs;
	struct cert_store_crl crls[CERT_STORE_CRLS_MAX];
	size_t crl_count;
};

/*
 * Reads the CAs and lists of the folder @path, and the leaf for @report's chip and TCB where
 * there is one (NULL: no leaf).  A folder that is not there is empty.  0, or -errno.  To be
 * given to cert_store_deinit() in any case.
 */
int cert_store_load(struct cert_store *store, const char *path,
		    const struct snp_report *report, struct fault *fault);

void cert_store_deinit(struct cert_store *store);

/*
 * Keeps a certificate, DER, under a name that tells its digest.  1 when it was kept
 * already, 0 when it is now; else -errno.
 */
int cert_store_keep(struct cert_cache *cache, const struct snp_cert *cert, struct fault *fault);

/* Keeps a revocation list, which replaces the one of the same issuer.  0, or -errno. */
int cert_store_keep_crl(struct cert_cache *cache, const struct snp_crl *crl,
			struct fault *fault);
