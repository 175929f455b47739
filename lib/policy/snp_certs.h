/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The certificates that came with a report or were given beside it: a bag.  Whoever
 * filled it is not trusted, and neither order nor file says what a certificate is;
 * those that belong together are found by names and signatures.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct fault;
struct snp_cert;

/* Three products' chains and some leaves; it bounds the work that a verification is. */
#define SNP_CERTS_MAX		32

struct snp_certs {
	struct snp_cert *items[SNP_CERTS_MAX];
	size_t count;
};

/*
 * Adds the one certificate in DER, or all in PEM, of the @size bytes at @data; those
 * that are there already are skipped.  0; -EBADMSG for anything that is not a
 * certificate, or none; -E2BIG above SNP_CERTS_MAX; -ENOMEM.  After a failure some
 * may have been added.
 */
int snp_certs_add(struct snp_certs *certs, const void *data, size_t size, struct fault *fault);

/* What of that is seen without OpenSSL: 0; -EBADMSG for what can be no certificate. */
int snp_certs_look(const void *data, size_t size, struct fault *fault);

/*
 * The one of this DER, or NULL: to decode a certificate once, which costs OpenSSL 3.0 as
 * much as two RSA verifications.
 */
struct snp_cert *snp_certs_find(const struct snp_certs *certs, const void *der, size_t size);

/* How many of them could sign reports: VCEKs and VLEKs. */
size_t snp_certs_count_leaves(const struct snp_certs *certs);

/*
 * Moves those of @from that are not there yet, or the leaves alone, into @certs.  0,
 * or -E2BIG above SNP_CERTS_MAX.  What was not moved stays.
 */
int snp_certs_move(struct snp_certs *certs, struct snp_certs *from, bool leaves_only,
		   struct fault *fault);

/* Frees all. */
void snp_certs_deinit(struct snp_certs *certs);
