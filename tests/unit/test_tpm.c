/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a TPM that cannot be reached is called.  Reading PCRs is tested on the
 * emulator's TPM (tests/integration).
 */
#include "tests/unit/unit.h"

#include "lib/sys/tpm.h"

static int set_up(void **state)
{
	return setenv("TSS2_LOG", "all+NONE", 1);
}

static void a_device_that_is_missing_is_named_by_its_path(void **state)
{
	struct fault fault = FAULT_NONE;
	struct tpm *tpm = NULL;

	assert_int_equal(tpm_open("device:/nowhere/tpmrm0", &tpm, &fault), -ENOENT);
	assert_string_equal(fault.text, "/nowhere/tpmrm0: there is no such file");
	assert_null(tpm);
}

static void a_tcti_that_does_not_exist_is_an_error(void **state)
{
	struct fault fault = FAULT_NONE;
	struct tpm *tpm = NULL;

	assert_int_equal(tpm_open("no-such-tcti:", &tpm, &fault), -EIO);
	assert_non_null(strstr(fault.text, "no-such-tcti:: cannot be reached: "));
	tpm_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_that_is_missing_is_named_by_its_path),
		cmocka_unit_test(a_tcti_that_does_not_exist_is_an_error),
	};

	return cmocka_run_group_tests_name("tpm", tests, set_up, NULL);
}
