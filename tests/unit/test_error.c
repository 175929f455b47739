/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * errno values in words.
 */
#include "tests/unit/unit.h"

#include "lib/base/error.h"

static void errors_have_words_of_either_sign(void **state)
{
	assert_string_equal(error_text(-EACCES), "permission denied");
	assert_string_equal(error_text(EACCES), "permission denied");
	assert_string_equal(error_text(-ENOENT), "there is no such file");
	assert_string_equal(error_text(-ELOOP), "Too many levels of symbolic links");
	assert_string_equal(error_text(-99999), "unknown error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_have_words_of_either_sign),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
