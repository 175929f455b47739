/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Choosing the transport, and the names of the SVSM's result codes.
 */
#include "tests/unit/unit.h"

#include "lib/sys/svsm_dev.h"

static void a_missing_device_is_named(void **state)
{
	struct fault fault = FAULT_NONE;
	struct svsm_dev *none = NULL;

	assert_int_equal(svsm_dev_open("/nowhere/svsm", SVSM_DEV_READ, &none, &fault), -ENOENT);
	assert_string_equal(fault.text, "/nowhere/svsm: there is no such file");
	assert_null(none);
}

static void result_codes_have_names(void **state)
{
	assert_string_equal(svsm_code_name(0), "SUCCESS");
	assert_string_equal(svsm_code_name(0x80000007), "BUSY");
	assert_string_equal(svsm_code_name(0x80001006), "unknown code");
	assert_string_equal(svsm_code_name(UINT64_MAX), "unknown code");
}

static void nothing_can_be_closed_and_freed(void **state)
{
	struct svsm_dev_answer answer = { 0 };

	svsm_dev_close(NULL);
	svsm_dev_answer_deinit(&answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_device_is_named),
		cmocka_unit_test(result_codes_have_names),
		cmocka_unit_test(nothing_can_be_closed_and_freed),
	};

	return cmocka_run_group_tests_name("svsm_dev", tests, NULL, NULL);
}
