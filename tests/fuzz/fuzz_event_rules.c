/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as the logs of a boot, held against every rule there is: one line for each,
 * and the draft of a policy.  What a rule passes over must not be what it needs.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/event_rules.h"
#include "lib/policy/policy_draft.h"

#define TIMES8(x)	x x x x x x x x
#define DIGEST		"\"" TIMES8("11111111") "\""

static const char text[] =
	"{\"version\":1,\"events\":{\"secure_boot\":\"required\",\"dbx_at_least\":[" DIGEST
	"],\"signers\":[" DIGEST "],\"uki\":[" DIGEST "],\"command_line\":[\"*a*b\",\"ro\"],"
	"\"ima_allow\":[\"sha256:" TIMES8("33333333") "\"]}}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct policy_draft draft;
	struct appraisal appraisal = { .count = 0 };
	struct event_rules_params params = {
		.firmware = { data, size },
		.systemd = { data, size },
		.ima = { data, size },
		.banks = { { HASH_SHA256, ~0u }, { HASH_SHA1, ~0u } },
		.bank_count = 2,
	};
	static struct policy *policy; /* kept for all inputs */
	size_t i;

	if (!policy)
		assert(!policy_parse(text, sizeof(text) - 1, &policy, NULL));
	params.policy = policy;
	event_rules_check(&params, &appraisal);
	assert(appraisal.count == 6);
	for (i = 0; i < appraisal.count; i++)
		assert(appraisal.lines[i].reason[0]);
	/* One of the three is no log of its kind, so nothing is ever satisfied. */
	assert(appraisal_conclude(&appraisal) == VERDICT_REJECTED);
	params.systemd.data = params.ima.data = NULL;
	event_rules_check(&params, &appraisal);
	if (!policy_draft_read(data, size, &draft, NULL))
		assert(draft.image_count <= POLICY_DRAFT_MAX);
	return 0;
}
