/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The order of all questions, and the conjunction of their answers.  See
 * evidence_verify.h; lines are described in Documentation/evidence-format.md.
 */
#include "lib/policy/evidence_verify.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/policy_file.h"
#include "lib/policy/event_rules.h"
#include "lib/policy/evidence_binding.h"
#include "lib/policy/evidence_chain.h"
#include "lib/policy/evidence_logs.h"
#include "lib/policy/evidence_quote.h"
#include "lib/policy/hasher.h"
#include "lib/policy/pcr_policy.h"
#include "lib/policy/report_data.h"
#include "lib/policy/report_policy.h"

static void check_challenge(const struct evidence *evidence,
			    const struct evidence_verify_params *params,
			    struct appraisal *appraisal)
{
	if (evidence->challenge.size != params->challenge_size ||
	    memcmp(evidence->challenge.data, params->challenge, params->challenge_size))
		appraisal_add(appraisal, "challenge", APPRAISAL_FAILED,
			      "the bundle answers another challenge: it is not fresh, or not for "
			      "you");
	else
		appraisal_add(appraisal, "challenge", APPRAISAL_PASSED,
			      "%zu bytes, those that were asked with", params->challenge_size);
}

/* The report covers challenge, AK, ephemeral key and the manifest of all services. */
static void check_report_data(const struct evidence *evidence, const struct evidence_chain *chain,
			      const struct evidence_quote *quote, struct appraisal *appraisal)
{
	uint8_t nonce[EVIDENCE_BINDING_REPORT_NONCE_SIZE];
	struct fault fault = FAULT_NONE;

	if (!chain->snp.has_report || !quote->has_ak ||
	    evidence_binding_report_nonce(&evidence->challenge, &quote->ak_name,
					  &evidence->ephemeral_key, nonce) < 0)
		appraisal_add(appraisal, "report-data", APPRAISAL_NOT_REACHED, NULL);
	else if (report_data_check(&chain->snp.report, nonce, evidence->manifest.data,
				   evidence->manifest.size, &fault) != VERDICT_ACCEPTED)
		appraisal_add(appraisal, "report-data", APPRAISAL_FAILED, "%s", fault.text);
	else
		appraisal_add(appraisal, "report-data", APPRAISAL_PASSED,
			      "it covers the challenge, the AK%s and the manifest",
			      evidence->ephemeral_key.data ? ", the ephemeral key" : "");
}

/* Logs and events mean nothing without PCR values that are proven. */
static void check_events(const struct evidence *evidence, const struct evidence_quote *quote,
			 const struct policy *policy, struct appraisal *appraisal)
{
	const struct evidence_bytes *logs = evidence->logs;
	struct event_rules_params rules = {
		.policy = policy,
		.firmware = { logs[EVIDENCE_LOG_FIRMWARE].data, logs[EVIDENCE_LOG_FIRMWARE].size },
		.systemd = { logs[EVIDENCE_LOG_SYSTEMD].data, logs[EVIDENCE_LOG_SYSTEMD].size },
		.ima = { logs[EVIDENCE_LOG_IMA].data, logs[EVIDENCE_LOG_IMA].size },
	};
	struct evidence_logs proven;

	if (!quote->are_pcrs_proven) {
		appraisal_add(appraisal, "logs", APPRAISAL_NOT_REACHED, NULL);
		return;
	}
	evidence_logs_check(evidence, policy, &proven, appraisal);
	pcr_policy_check(&evidence->pcrs, policy, appraisal);
	memcpy(rules.banks, proven.banks, sizeof(rules.banks));
	rules.bank_count = proven.bank_count;
	event_rules_check(&rules, appraisal);
}

static void identify(const struct evidence *evidence, const struct evidence_chain *chain,
		     const struct evidence_quote *quote, struct evidence_identity *identity)
{
	const struct snp_report *report = &chain->snp.report;

	memcpy(identity->report_id, report->report_id, sizeof(identity->report_id));
	memcpy(identity->chip_id, report->chip_id, sizeof(identity->chip_id));
	memcpy(identity->measurement, report->measurement, sizeof(identity->measurement));
	hasher_sha256(evidence->report.data, evidence->report.size, identity->report_digest);
	identity->ek_name = quote->ek_name;
	identity->ak_name = quote->ak_name;
	identity->clock = quote->quote.clock;
	identity->reset_count = quote->quote.reset_count;
	identity->restart_count = quote->quote.restart_count;
	identity->is_safe = quote->quote.is_safe;
}

static void check_all(const struct evidence *evidence,
		      const struct evidence_verify_params *params,
		      struct evidence_verification *ret)
{
	_cleanup_(evidence_quote_deinit) struct evidence_quote quote;
	_cleanup_(evidence_chain_deinit) struct evidence_chain chain;
	struct appraisal *appraisal = &ret->appraisal;

	evidence_quote_init(&quote, evidence);
	check_challenge(evidence, params, appraisal);
	evidence_chain_check(&chain, evidence, params, appraisal);
	if (chain.snp.has_report)
		report_policy_check(&chain.snp.report, chain.snp.extensions.product,
				    params->policy, appraisal);
	check_report_data(evidence, &chain, &quote, appraisal);
	evidence_quote_check_ek(&quote, evidence, appraisal);
	evidence_quote_check(&quote, evidence, params, appraisal);
	check_events(evidence, &quote, params->policy, appraisal);
	if (appraisal_conclude(appraisal) == VERDICT_ACCEPTED)
		identify(evidence, &chain, &quote, &ret->identity);
}

enum verdict evidence_verify(const struct evidence_verify_params *params,
			     struct evidence_verification *ret)
{
	_cleanup_(evidence_cleanup) struct evidence *decoded = NULL;
	struct fault fault = FAULT_NONE;

	*ret = (struct evidence_verification){ .appraisal.verdict = VERDICT_REJECTED };
	if (!params->evidence &&
	    evidence_decode(params->bundle, params->bundle_size, &decoded, &fault) < 0) {
		appraisal_add(&ret->appraisal, "bundle", APPRAISAL_FAILED, "%s (at byte %zd)",
			      fault.text, (ssize_t)fault.offset);
		return VERDICT_REJECTED;
	}
	appraisal_add(&ret->appraisal, "bundle", APPRAISAL_PASSED,
		      "%zu bytes, in the one form that such a bundle has", params->bundle_size);
	check_all(params->evidence ?: decoded, params, ret);
	return ret->appraisal.verdict;
}
