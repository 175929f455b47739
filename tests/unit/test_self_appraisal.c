/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A self-appraisal that lacks what it needs says so, and claims nothing.  With TPM and SVSM:
 * tests/integration/svsmd.sh.
 */
#include "tests/unit/tree.h"

#include "lib/evidence/self_appraisal.h"
#include "lib/format/appraisal_record.h"

static void assert_unable(const struct self_appraisal_params *params, const char *reason)
{
	struct appraisal_record record = { .outcome = APPRAISED_GOOD };

	self_appraisal_make(params, &record);
	assert_int_equal(record.outcome, APPRAISED_UNABLE);
	if (!strstr(record.reason, reason))
		fail_msg("says: %s", record.reason);
	assert_string_equal(record.persistence, "unknown");
	assert_false(record.has_identity || record.has_pcrs);
}

static void test_without_an_svsm_it_cannot_be_made(void **state)
{
	assert_unable(&(struct self_appraisal_params){ .device = "emu:/nonexistent" },
		      "/nonexistent");
}

static void test_a_policy_that_cannot_be_read_is_named(void **state)
{
	struct tree tree;
	char path[512];

	tree_init(&tree);
	tree_file(&tree, "policy", "{\"version\": 2}");
	tree_path(&tree, "policy", path);
	assert_unable(&(struct self_appraisal_params){ .device = "emu:/nonexistent",
						       .policy = path }, path);
	assert_unable(&(struct self_appraisal_params){ .device = "emu:/nonexistent",
						       .policy = "/nonexistent" },
		      "/nonexistent: ");
	tree_deinit(&tree);
}

static void test_a_root_that_is_none_is_named(void **state)
{
	assert_unable(&(struct self_appraisal_params){ .device = "emu:/nonexistent",
						       .ark = "/dev/null" }, "/dev/null: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_an_svsm_it_cannot_be_made),
		cmocka_unit_test(test_a_policy_that_cannot_be_read_is_named),
		cmocka_unit_test(test_a_root_that_is_none_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
