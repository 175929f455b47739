/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The way from the key that signed a report up to a root: found by issuer and
 * signature among certificates that anybody may have put there.  What is found is
 * a candidate only; lib/policy/snp_verify.c asks all further questions.
 */
#pragma once

#include <stdbool.h>

struct snp_cert;
struct snp_certs;
struct snp_trust;

struct snp_chain {
	const struct snp_cert *leaf;
	const struct snp_cert *issuer;	/* has signed @leaf; NULL: not among them */
	const struct snp_cert *root;	/* has signed @issuer; NULL: not among them */
};

/*
 * Climbs from @leaf.  Where several have signed, an issuer with a root is preferred
 * to one without, and a trusted root to another.  @ark is the root that is trusted
 * instead of AMD's, or NULL.  @trust may be NULL.
 */
struct snp_chain snp_chain_build(const struct snp_cert *leaf, const struct snp_certs *certs,
				 const struct snp_cert *ark, struct snp_trust *trust);

/* Whether it is @ark or, when that is NULL, one of AMD's pinned roots. */
bool snp_chain_is_trusted_root(const struct snp_cert *root, const struct snp_cert *ark);
