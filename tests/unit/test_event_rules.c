/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rules without the log that they are about; tests/unit/test_rule_*.c have each rule.
 */
#include "tests/unit/event_rules_world.h"

static const char secure_boot[] = "\"secure_boot\":\"required\"";

static void without_its_log_a_rule_fails(void **state)
{
	const struct event_rules_params params = {
		.banks = { { HASH_SHA256, ALL_PCRS } },
		.bank_count = 1,
	};

	assert_params(&params, &(struct expected){ secure_boot, "secure-boot", APPRAISAL_FAILED,
						   "there is no firmware log" });
	assert_params(&params, &(struct expected){ "\"ima_allow\":[\"sha1:" "0000000000000000"
						   "000000000000000000000000\"]", "ima-files",
						   APPRAISAL_FAILED, "there is no IMA log" });
}

static void a_log_that_breaks_off_satisfies_nothing(void **state)
{
	struct bytes log = good_log();

	log.size--;
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_its_log_a_rule_fails),
		cmocka_unit_test(a_log_that_breaks_off_satisfies_nothing),
	};

	return cmocka_run_group_tests_name("event_rules", tests, NULL, NULL);
}
