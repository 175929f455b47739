/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Explanations: every line has one.
 */
#include "tests/unit/unit.h"

#include "lib/show/verify_explain.h"

static void test_a_line_that_nobody_has_explained_has_words_all_the_same(void **state)
{
	static const char *const names[] = { "bundle", "snp-report", "no such line", "" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct verify_explanation *explanation = verify_explain(names[i]);

		assert_non_null(explanation);
		assert_string_not_equal(explanation->meaning, "");
		assert_string_not_equal(explanation->remedy, "");
	}
}

static void test_lines_differ(void **state)
{
	assert_string_not_equal(verify_explain("bundle")->meaning,
				verify_explain("challenge")->meaning);
	assert_string_not_equal(verify_explain("snp-root")->meaning,
				verify_explain("snp-root-signature")->meaning);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_line_that_nobody_has_explained_has_words_all_the_same),
		cmocka_unit_test(test_lines_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
