/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The conjunction of lines.
 */
#include "tests/unit/unit.h"

#include "lib/policy/appraisal.h"

static struct appraisal appraisal;

static int set_up(void **state)
{
	memset(&appraisal, 0, sizeof(appraisal));
	return 0;
}

static void nothing_is_no_acceptance(void **state)
{
	assert_int_equal(appraisal.verdict, VERDICT_REJECTED);
	assert_int_equal(appraisal_conclude(&appraisal), VERDICT_REJECTED);
}

static void each_state_counts_as_it_should(void **state)
{
	static const struct {
		enum appraisal_state state;
		enum verdict verdict;
	} cases[] = {
		{APPRAISAL_NOT_REACHED, VERDICT_REJECTED},
		{APPRAISAL_FAILED, VERDICT_REJECTED},
		{APPRAISAL_STATED, VERDICT_ACCEPTED},
		{APPRAISAL_WAIVED, VERDICT_ACCEPTED},
		{APPRAISAL_PASSED, VERDICT_ACCEPTED},
		{(enum appraisal_state)99, VERDICT_REJECTED},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)set_up(NULL);
		appraisal_add(&appraisal, "good", APPRAISAL_PASSED, "yes");
		appraisal_add(&appraisal, "asked", cases[i].state, "reason %zu", i);
		appraisal_add(&appraisal, "good", APPRAISAL_PASSED, "yes");
		assert_int_equal(appraisal_conclude(&appraisal), cases[i].verdict);
		assert_int_equal(appraisal.verdict, cases[i].verdict);
	}
}

static void what_failed_comes_before_what_was_not_reached(void **state)
{
	appraisal_add(&appraisal, "first", APPRAISAL_NOT_REACHED, NULL);
	assert_string_equal(appraisal_first_objection(&appraisal)->name, "first");
	appraisal_add(&appraisal, "second", APPRAISAL_FAILED, "no");
	appraisal_add(&appraisal, "third", APPRAISAL_FAILED, "no");
	assert_string_equal(appraisal_first_objection(&appraisal)->name, "second");
}

static void waived_lines_are_found_in_order(void **state)
{
	const struct appraisal_line *line;

	assert_null(appraisal_next_waived(&appraisal, NULL));
	appraisal_add(&appraisal, "one", APPRAISAL_WAIVED, NULL);
	appraisal_add(&appraisal, "two", APPRAISAL_PASSED, NULL);
	appraisal_add(&appraisal, "three", APPRAISAL_WAIVED, NULL);
	line = appraisal_next_waived(&appraisal, NULL);
	assert_string_equal(line->name, "one");
	line = appraisal_next_waived(&appraisal, line);
	assert_string_equal(line->name, "three");
	assert_null(appraisal_next_waived(&appraisal, line));
}

static void a_line_too_many_rejects(void **state)
{
	size_t i;

	for (i = 0; i < APPRAISAL_LINES_MAX; i++)
		appraisal_add(&appraisal, "good", APPRAISAL_PASSED, NULL);
	assert_int_equal(appraisal_conclude(&appraisal), VERDICT_ACCEPTED);
	appraisal_add(&appraisal, "good", APPRAISAL_PASSED, NULL);
	assert_int_equal(appraisal.count, APPRAISAL_LINES_MAX);
	assert_int_equal(appraisal_conclude(&appraisal), VERDICT_REJECTED);
}

static void what_is_too_long_is_cut(void **state)
{
	char text[APPRAISAL_REASON_MAX * 2];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	appraisal_add(&appraisal, text, APPRAISAL_PASSED, "%s", text);
	assert_int_equal(strlen(appraisal.lines[0].name), APPRAISAL_NAME_MAX - 1);
	assert_int_equal(strlen(appraisal.lines[0].reason), APPRAISAL_REASON_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_no_acceptance, set_up),
		cmocka_unit_test_setup(each_state_counts_as_it_should, set_up),
		cmocka_unit_test_setup(what_failed_comes_before_what_was_not_reached, set_up),
		cmocka_unit_test_setup(waived_lines_are_found_in_order, set_up),
		cmocka_unit_test_setup(a_line_too_many_rejects, set_up),
		cmocka_unit_test_setup(what_is_too_long_is_cut, set_up),
	};

	return cmocka_run_group_tests_name("appraisal", tests, NULL, NULL);
}
