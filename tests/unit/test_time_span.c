/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Spans of time: what systemd.time(7) has, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/format/time_span.h"

static void test_spans_are_sums_of_numbers_with_units(void **state)
{
	static const struct {
		const char *text;
		uint64_t ms;
	} rows[] = {
		{ "90", 90000 }, { "0", 0 }, { "7ms", 7 }, { "4h", 14400000 },
		{ "1h 30min", 5400000 }, { "1h30m", 5400000 }, { " 2 d ", 172800000 },
		{ "1week", 604800000 }, { "2 hours\t1 second", 7201000 },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t ms = 1;

		assert_int_equal(time_span_parse(rows[i].text, &ms), 0);
		assert_int_equal(ms, rows[i].ms);
	}
}

static void test_what_is_no_span_is_refused(void **state)
{
	static const char *const rows[] = {
		"", " ", "h", "1x", "-1", "+1", "1.5h", "1 2", "1h 2", "90 1h", "1H", "1hoursandmore",
		"1h,", "0x10", "1h\n",
	};
	uint64_t ms = 7;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (time_span_parse(rows[i], &ms) != -EBADMSG)
			fail_msg("'%s' was taken", rows[i]);
	assert_int_equal(time_span_parse("18446744073709551616", &ms), -E2BIG);
	assert_int_equal(time_span_parse("18446744073709551615", &ms), -E2BIG);
	assert_int_equal(time_span_parse("18446744073709551615ms 1ms", &ms), -E2BIG);
	assert_int_equal(ms, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spans_are_sums_of_numbers_with_units),
		cmocka_unit_test(test_what_is_no_span_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
