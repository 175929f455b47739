/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Certificates, the report's signature, revocation.
 */
#include "lib/policy/evidence_chain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/evidence.h"
#include "lib/format/policy_file.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/evidence_verify.h"
#include "lib/policy/snp_cert.h"
#include "lib/policy/snp_crl.h"

static bool has_cert(const struct snp_certs *certs, const struct snp_cert *cert)
{
	size_t i;

	for (i = 0; i < certs->count; i++)
		if (snp_cert_is_same(certs->items[i], cert))
			return true;
	return false;
}

/* The verifier's certificate of that DER, or NULL: what is decoded once is not again. */
static struct snp_cert *find_known(const struct evidence_verify_params *params,
				   const struct evidence_bytes *der)
{
	return params->certs ? snp_certs_find(params->certs, der->data, der->size) : NULL;
}

/* Takes one of the bundle; 0, or what snp_cert_new() says, or -EEXIST. */
static int take_one(struct evidence_chain *chain, const struct evidence_bytes *der,
		    const struct evidence_verify_params *params, struct fault *fault)
{
	struct snp_cert *cert = find_known(params, der), *own = NULL;
	int r = cert ? 0 : snp_cert_new(der->data, der->size, &own, fault);

	if (r < 0)
		return r;
	if (has_cert(&chain->given, cert ?: own)) {
		snp_cert_free(own);
		return fault_set(fault, -EEXIST, "it stands twice");
	}
	if (own)
		chain->own.items[chain->own.count++] = own;
	chain->given.items[chain->given.count++] = cert ?: own;
	return 0;
}

/* Takes the bundle's certificates; false after a line that says why not. */
static bool take_all(struct evidence_chain *chain, const struct evidence *evidence,
		     const struct evidence_verify_params *params, struct appraisal *appraisal)
{
	struct fault fault = FAULT_NONE;
	size_t i;

	for (i = 0; i < evidence->cert_count; i++) {
		if (take_one(chain, &evidence->certs[i], params, &fault) == 0)
			continue;
		appraisal_add(appraisal, "certificates", APPRAISAL_FAILED,
			      "number %zu of the bundle: %s", i, fault.text);
		return false;
	}
	return true;
}

static void borrow(struct snp_certs *all, const struct snp_certs *from)
{
	size_t i;

	for (i = 0; from && i < from->count; i++)
		if (all->count < SNP_CERTS_MAX && !has_cert(all, from->items[i]))
			all->items[all->count++] = from->items[i];
}

static enum appraisal_state state_of(enum snp_verify_state state)
{
	switch (state) {
	case SNP_STATE_PASSED:
		return APPRAISAL_PASSED;
	case SNP_STATE_STATED:
		return APPRAISAL_STATED;
	case SNP_STATE_FAILED:
		return APPRAISAL_FAILED;
	case SNP_STATE_NOT_REACHED:
		break;
	}
	return APPRAISAL_NOT_REACHED;
}

static void tell_steps(const struct snp_verification *snp, struct appraisal *appraisal)
{
	enum snp_verify_step step;
	bool is_refused = false;

	for (step = 0; step < _SNP_STEP_MAX; step++) {
		const struct snp_verify_result *result = &snp->steps[step];
		enum appraisal_state state = state_of(result->state);
		char name[APPRAISAL_NAME_MAX];

		(void)snprintf(name, sizeof(name), "snp-%s", snp_verify_step_name(step));
		appraisal_add(appraisal, name, state, *result->reason ? "%s" : NULL,
			      result->reason);
		is_refused |= state == APPRAISAL_FAILED || state == APPRAISAL_NOT_REACHED;
	}
	/* Its verdict is asked by itself: it may refuse what is only stated. */
	if (snp->verdict != VERDICT_ACCEPTED && !is_refused)
		appraisal_add(appraisal, "snp", APPRAISAL_FAILED, "the report is not verified");
}

/* By content: the root that was named stands for the same one in the bundle. */
static bool is_of_chain(const struct snp_chain *chain, const struct snp_cert *cert)
{
	const struct snp_cert *const used[] = { chain->leaf, chain->issuer, chain->root };
	size_t i;

	for (i = 0; i < sizeof(used) / sizeof(used[0]); i++)
		if (used[i] && snp_cert_is_same(used[i], cert))
			return true;
	return false;
}

/* A certificate that nobody needs is a byte that nobody looks at. */
static void check_given(const struct evidence_chain *chain, struct appraisal *appraisal)
{
	size_t i;

	for (i = 0; i < chain->given.count; i++) {
		const struct snp_cert *cert = chain->given.items[i];

		if (is_of_chain(&chain->snp.chain, cert))
			continue;
		appraisal_add(appraisal, "certificates", APPRAISAL_FAILED,
			      "number %zu of the bundle, '%s', is no part of the chain", i,
			      cert->name);
		return;
	}
	appraisal_add(appraisal, "certificates", APPRAISAL_PASSED, chain->given.count ?
		      "all %zu of the bundle are of the chain" :
		      "the bundle has none: the verifier's were used", chain->given.count);
}

/* What the lists that were looked at have in common. */
struct revocation {
	struct fault fault;
	size_t count;		/* in force, of this root */
	bool is_stale;		/* one is out of date */
	bool is_refused;	/* for @fault's reason */
};

static void check_crl(const struct evidence_verify_crl *given, const struct snp_chain *chain,
		      int64_t now, struct revocation *revocation)
{
	_cleanup_(snp_crl_cleanup) struct snp_crl *crl = NULL;
	struct fault *fault = &revocation->fault;

	if (snp_crl_new(given->data, given->size, &crl, fault) < 0 ||
	    snp_crl_check_issuer(crl, chain->root, fault) < 0) {
		/* The cache has the lists of all products; what is no list is no use. */
		revocation->is_refused = given->is_given;
		return;
	}
	if (snp_crl_check_cert(crl, chain->issuer, fault) < 0 ||
	    snp_crl_check_cert(crl, chain->root, fault) < 0) {
		revocation->is_refused = true; /* it stays revoked, however old the list is */
		return;
	}
	if (snp_crl_check_time(crl, now, fault) < 0) {
		revocation->is_stale = true;
		revocation->is_refused = given->is_given;
		return;
	}
	revocation->count++;
}

static void check_crls(const struct evidence_chain *chain,
		       const struct evidence_verify_params *params, struct appraisal *appraisal)
{
	const bool is_required = params->policy->report.is_crl_required;
	struct revocation revocation = { .fault = FAULT_NONE };
	size_t i;

	if (params->crl_count > EVIDENCE_VERIFY_CRLS_MAX) {
		appraisal_add(appraisal, "crl", APPRAISAL_FAILED, "there are more lists than %u",
			      EVIDENCE_VERIFY_CRLS_MAX);
		return;
	}
	if (!chain->snp.chain.root || !chain->snp.chain.issuer) {
		appraisal_add(appraisal, "crl", APPRAISAL_NOT_REACHED, NULL);
		return;
	}
	for (i = 0; !revocation.is_refused && i < params->crl_count; i++)
		check_crl(&params->crls[i], &chain->snp.chain, params->now, &revocation);
	if (revocation.is_refused)
		appraisal_add(appraisal, "crl", APPRAISAL_FAILED, "%s", revocation.fault.text);
	else if (revocation.count)
		appraisal_add(appraisal, "crl", APPRAISAL_PASSED,
			      "'%s' and '%s' are not revoked", chain->snp.chain.issuer->name,
			      chain->snp.chain.root->name);
	else if (is_required)
		appraisal_add(appraisal, "crl", APPRAISAL_FAILED, revocation.is_stale ?
			      "the root's revocation list is out of date, and the policy requires "
			      "one in force" :
			      "the root's revocation list is missing, and the policy requires it");
	else
		appraisal_add(appraisal, "crl", APPRAISAL_STATED, revocation.is_stale ?
			      "nothing is revoked by a list that is out of date" :
			      "there is no revocation list of this root; the policy asks for none");
}

void evidence_chain_check(struct evidence_chain *chain, const struct evidence *evidence,
			  const struct evidence_verify_params *params,
			  struct appraisal *appraisal)
{
	struct snp_verify_params snp = {
		.report = evidence->report.data,
		.report_size = evidence->report.size,
		.certs = &chain->all,
		.ark = params->ark,
		.now = params->now,
		.trust = params->trust,
	};
	bool are_given_good;

	*chain = (struct evidence_chain){ .own.count = 0 };
	are_given_good = take_all(chain, evidence, params, appraisal);
	borrow(&chain->all, &chain->given);
	borrow(&chain->all, params->certs);
	(void)snp_verify(&snp, &chain->snp); /* the verdict is in it */
	tell_steps(&chain->snp, appraisal);
	if (are_given_good)
		check_given(chain, appraisal);
	check_crls(chain, params, appraisal);
}

void evidence_chain_deinit(struct evidence_chain *chain)
{
	snp_certs_deinit(&chain->own);
}
