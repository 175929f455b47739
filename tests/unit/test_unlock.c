/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What unlocking says where there is no TPM to ask.  With one: tests/integration/svsm_key.sh.
 */
#include "tests/unit/unit.h"

#include "lib/unlock/unlock.h"

static void test_a_tpm_that_cannot_be_reached_is_told_by_its_name(void **state)
{
	const struct unlock_options options = { .tcti = "swtpm:host=127.0.0.1,port=1" };
	struct unlock *unlock = NULL;
	struct fault fault = FAULT_NONE;

	assert_true(unlock_open(&options, &unlock, &fault) < 0);
	assert_non_null(strstr(fault.text, options.tcti));
	assert_null(unlock);
}

static void test_nothing_is_closed_where_nothing_was_opened(void **state)
{
	struct unlock *unlock = NULL;

	unlock_close(NULL);
	unlock_cleanup(&unlock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_tpm_that_cannot_be_reached_is_told_by_its_name),
		cmocka_unit_test(test_nothing_is_closed_where_nothing_was_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
