/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCRs one by one.
 */
#include "lib/policy/pcr_policy.h"

#include <stdio.h>

#include "lib/base/hex.h"
#include "lib/format/pcr_values.h"
#include "lib/format/policy_file.h"
#include "lib/policy/appraisal.h"

static const uint8_t *find_value(const struct pcr_values *pcrs, const struct policy_pcr *wanted)
{
	size_t i;

	for (i = 0; i < pcrs->count; i++)
		if (pcrs->banks[i].algorithm == wanted->algorithm &&
		    pcrs->banks[i].present >> wanted->pcr & 1)
			return pcrs->banks[i].pcrs[wanted->pcr];
	return NULL;
}

static void check(const struct pcr_values *pcrs, const struct policy_pcr *wanted,
		  struct appraisal *appraisal)
{
	const uint8_t *value = find_value(pcrs, wanted);
	char name[APPRAISAL_NAME_MAX], text[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)];

	(void)snprintf(name, sizeof(name), "policy-pcr-%s-%u",
		       hash_algorithm_name(wanted->algorithm) ?: "?", wanted->pcr);
	if (!value)
		appraisal_add(appraisal, name, APPRAISAL_FAILED, "the quote does not cover it");
	else if (!policy_list_has(&wanted->values, value))
		appraisal_add(appraisal, name, APPRAISAL_FAILED,
			      "it holds %s, which is not among the %zu values of the policy",
			      hex_encode(value, wanted->values.size, text), wanted->values.count);
	else
		appraisal_add(appraisal, name, APPRAISAL_PASSED, "it holds %s",
			      hex_encode(value, wanted->values.size, text));
}

void pcr_policy_check(const struct pcr_values *pcrs, const struct policy *policy,
		      struct appraisal *appraisal)
{
	size_t i;

	for (i = 0; i < policy->pcr_count; i++)
		check(pcrs, &policy->pcrs[i], appraisal);
}
