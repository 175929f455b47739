/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What one verification has proven that holds for the next: that one certificate has
 * signed another.  Whoever verifies many reports keeps it between them; a signature by
 * an ARK is then verified once, not each time.
 *
 * Only signatures are remembered, by the digests of both certificates: whether they
 * are valid, revoked or trusted is asked anew each time.  One thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/policy/snp_cert.h"

#define SNP_TRUST_LINKS_MAX	16	/* three products, ASK and ASVK, and room */

struct snp_trust_link {
	uint8_t cert[SNP_CERT_DIGEST_SIZE];
	uint8_t issuer[SNP_CERT_DIGEST_SIZE];
};

/* Zeros: nothing is known yet. */
struct snp_trust {
	struct snp_trust_link links[SNP_TRUST_LINKS_MAX];
	size_t count;
};

/*
 * Whether the key of @issuer has signed @cert, which names it as its issuer: as
 * snp_cert_is_signed_by(), or as remembered.  A yes about a CA is remembered in @trust,
 * which may be NULL.  Leaves are not: there are too many of them.
 */
bool snp_trust_is_signed_by(struct snp_trust *trust, const struct snp_cert *cert,
			    const struct snp_cert *issuer);
