/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Climbing from the leaf: at most SNP_CERTS_MAX signatures on each of two steps.
 */
#include "lib/policy/snp_chain.h"

#include <stddef.h>

#include "lib/policy/amd_roots.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_certs.h"
#include "lib/policy/snp_trust.h"

bool snp_chain_is_trusted_root(const struct snp_cert *root, const struct snp_cert *ark)
{
	return ark ? snp_cert_is_same(root, ark) :
		     amd_roots_find(root->digest) != SNP_PRODUCT_UNKNOWN;
}

static bool has_signed(const struct snp_cert *issuer, const struct snp_cert *cert,
		       struct snp_trust *trust)
{
	return !snp_cert_is_leaf(issuer) && snp_trust_is_signed_by(trust, cert, issuer);
}

static const struct snp_cert *find_root(const struct snp_cert *issuer,
					const struct snp_certs *certs,
					const struct snp_cert *ark, struct snp_trust *trust)
{
	const struct snp_cert *found = NULL;
	size_t i;

	if (ark && has_signed(ark, issuer, trust))
		return ark;
	for (i = 0; i < certs->count; i++) {
		if (!has_signed(certs->items[i], issuer, trust))
			continue;
		if (snp_chain_is_trusted_root(certs->items[i], ark))
			return certs->items[i];
		found = found ?: certs->items[i];
	}
	return found;
}

struct snp_chain snp_chain_build(const struct snp_cert *leaf, const struct snp_certs *certs,
				 const struct snp_cert *ark, struct snp_trust *trust)
{
	struct snp_chain best = { .leaf = leaf };
	size_t i;

	for (i = 0; i < certs->count; i++) {
		struct snp_chain chain = { .leaf = leaf, .issuer = certs->items[i] };

		if (!has_signed(chain.issuer, leaf, trust))
			continue;
		chain.root = find_root(chain.issuer, certs, ark, trust);
		if (chain.root && snp_chain_is_trusted_root(chain.root, ark))
			return chain;
		if (!best.issuer || (chain.root && !best.root))
			best = chain;
	}
	return best;
}
