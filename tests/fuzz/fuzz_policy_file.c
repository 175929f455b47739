/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a policy: refused with a reason, or one whose lists are within limits.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/policy_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct policy *policy = NULL;
	size_t i;

	if (policy_parse(data, size, &policy, &fault) < 0) {
		assert(fault.text[0] && !policy);
		return 0;
	}
	assert(!policy->is_default && policy->pcr_count <= POLICY_PCRS_MAX);
	for (i = 0; i < policy->pcr_count; i++)
		assert(policy->pcrs[i].values.count && policy->pcrs[i].pcr < 24 &&
		       policy_list_has(&policy->pcrs[i].values, policy->pcrs[i].values.data));
	assert(policy->report.measurements.count <= POLICY_DIGESTS_MAX);
	assert(policy->events.command_line_count <= POLICY_COMMAND_LINES_MAX);
	policy_free(policy);
	return 0;
}
