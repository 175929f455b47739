/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A short list of proven signatures.  When it is full nothing more is remembered.
 */
#include "lib/policy/snp_trust.h"

#include <string.h>

static bool is_remembered(const struct snp_trust *trust, const struct snp_cert *cert,
			  const struct snp_cert *issuer)
{
	size_t i;

	for (i = 0; i < trust->count; i++)
		if (!memcmp(trust->links[i].cert, cert->digest, SNP_CERT_DIGEST_SIZE) &&
		    !memcmp(trust->links[i].issuer, issuer->digest, SNP_CERT_DIGEST_SIZE))
			return true;
	return false;
}

bool snp_trust_is_signed_by(struct snp_trust *trust, const struct snp_cert *cert,
			    const struct snp_cert *issuer)
{
	struct snp_trust_link *link;

	if (!snp_cert_names_issuer(cert, issuer))
		return false;
	if (trust && is_remembered(trust, cert, issuer))
		return true;
	if (!snp_cert_is_signed_by(cert, issuer))
		return false;
	if (trust && !snp_cert_is_leaf(cert) && trust->count < SNP_TRUST_LINKS_MAX) {
		link = &trust->links[trust->count++];
		memcpy(link->cert, cert->digest, SNP_CERT_DIGEST_SIZE);
		memcpy(link->issuer, issuer->digest, SNP_CERT_DIGEST_SIZE);
	}
	return true;
}
