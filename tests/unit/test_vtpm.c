/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which TPM is spoken to: one that is named, or none beside an emulated SVSM.
 */
#include "tests/unit/unit.h"

#include "lib/sys/vtpm.h"

static void test_a_tpm_that_is_named_is_taken_as_it_is(void **state)
{
	struct vtpm vtpm;

	assert_int_equal(vtpm_choose("swtpm:port=1", "/dev/svsm", &vtpm, NULL), 0);
	assert_string_equal(vtpm.tcti, "swtpm:port=1");
	assert_string_equal(vtpm.log, "");
	assert_true(vtpm.is_named);
}

static void test_a_name_that_is_too_long_is_refused(void **state)
{
	struct vtpm vtpm = { .log = "untouched" };
	char name[2 * PATH_MAX];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(vtpm_choose(name, "/dev/svsm", &vtpm, NULL), -ENAMETOOLONG);
	assert_string_equal(vtpm.log, "untouched");
}

static void test_no_tpm_of_this_machine_is_an_emulated_svsms(void **state)
{
	struct fault fault = FAULT_NONE;
	struct vtpm vtpm;

	assert_int_equal(vtpm_choose(NULL, "emu:/run/x", &vtpm, &fault), -ENODEV);
	assert_string_equal(fault.text, "emu:/run/x: is emulated, so its TPM is none of this "
			    "machine's");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_tpm_that_is_named_is_taken_as_it_is),
		cmocka_unit_test(test_a_name_that_is_too_long_is_refused),
		cmocka_unit_test(test_no_tpm_of_this_machine_is_an_emulated_svsms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
