/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The report's half of a bundle: whether AMD's secure processor made the report, with
 * the certificates of the bundle and of whoever verifies.
 */
#pragma once

#include "lib/policy/snp_certs.h"
#include "lib/policy/snp_verify.h"

struct appraisal;
struct evidence;
struct evidence_verify_params;

struct evidence_chain {
	struct snp_certs own;	/* the bundle's that the verifier does not have; owned */
	struct snp_certs given;	/* the bundle's, in its order: borrowed */
	struct snp_certs all;	/* those, and the verifier's: borrowed */
	struct snp_verification snp;
};

/*
 * Appends the steps of snp_verify(), their names behind "snp-", "certificates", which
 * wants each of the bundle's certificates in the chain, and "crl".  To be deinitialised.
 */
void evidence_chain_check(struct evidence_chain *chain, const struct evidence *evidence,
			  const struct evidence_verify_params *params,
			  struct appraisal *appraisal);

void evidence_chain_deinit(struct evidence_chain *chain);
