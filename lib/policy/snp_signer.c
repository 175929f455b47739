/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Trying leaves, the likely ones first: each try is an ECDSA verification, and one that
 * leads to a trusted root ends the search.
 */
#include "lib/policy/snp_signer.h"

#include <stddef.h>
#include <string.h>

#include "lib/format/snp_report.h"
#include "lib/format/tcb.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_certs.h"
#include "lib/policy/snp_chain.h"
#include "lib/policy/snp_signature.h"
#include "lib/policy/snp_verify.h"

#define CHAIN_RANK_MAX	3

/* How far up a leaf leads: what decides between certificates of one key. */
static int chain_rank(const struct snp_chain *chain, const struct snp_verify_params *params)
{
	if (!chain->root || !snp_chain_is_trusted_root(chain->root, params->ark))
		return chain->issuer ? 1 : 0;
	return snp_cert_check_time(chain->leaf, params->now, NULL) < 0 ? 2 : CHAIN_RANK_MAX;
}

/* Whether the certificate says that it is for the report: a hint, which saves trying others. */
static bool is_likely(const struct snp_report *report, const struct snp_cert *cert)
{
	struct snp_extensions extensions;
	struct tcb tcb;

	return snp_cert_extensions(cert, &extensions, NULL) == 0 &&
	       tcb_decode(extensions.product, report->reported_tcb, &tcb) == 0 &&
	       tcb_equal(&tcb, &extensions.tcb) &&
	       !memcmp(extensions.hwid, report->chip_id, extensions.hwid_size);
}

/* Tries one leaf; whether no other can be better. */
static bool try_leaf(const struct snp_verify_params *params, const struct snp_cert *cert,
		     struct snp_chain *best, bool *is_found)
{
	struct snp_chain chain;

	if (!best->leaf)
		best->leaf = cert; /* to have one to tell about */
	if (!snp_signature_is_by(params->report, cert))
		return false;
	chain = snp_chain_build(cert, params->certs, params->ark, params->trust);
	if (!*is_found || chain_rank(&chain, params) > chain_rank(best, params))
		*best = chain;
	*is_found = true;
	return chain_rank(best, params) == CHAIN_RANK_MAX;
}

bool snp_signer_find(const struct snp_verify_params *params, const struct snp_report *report,
		     struct snp_chain *ret)
{
	const struct snp_certs *certs = params->certs;
	bool is_found = false, is_tried[SNP_CERTS_MAX];
	size_t i;

	for (i = 0; i < certs->count; i++) {
		is_tried[i] = !snp_cert_is_leaf(certs->items[i]) ||
			      is_likely(report, certs->items[i]);
		if (is_tried[i] && snp_cert_is_leaf(certs->items[i]) &&
		    try_leaf(params, certs->items[i], ret, &is_found))
			return true;
	}
	for (i = 0; i < certs->count; i++)
		if (!is_tried[i] && try_leaf(params, certs->items[i], ret, &is_found))
			return true;
	return is_found;
}
