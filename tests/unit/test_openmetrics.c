/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Metrics as text, byte by byte.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/openmetrics.h"

static const char golden[] =
	"# TYPE svsm_trust_state gauge\n"
	"# HELP svsm_trust_state which state it is\n"
	"svsm_trust_state{state=\"trusted\"} 1\n"
	"svsm_trust_state{state=\"failed\"} 0\n"
	"# TYPE svsm_changed_timestamp_seconds gauge\n"
	"# UNIT svsm_changed_timestamp_seconds seconds\n"
	"# HELP svsm_changed_timestamp_seconds when\n"
	"svsm_changed_timestamp_seconds 18446744073709551.615\n"
	"# TYPE svsm_appraisals counter\n"
	"# HELP svsm_appraisals how many\n"
	"svsm_appraisals_total{outcome=\"good\",by=\"a \\\\ \\\" \\n b\"} 18446744073709551615\n"
	"# EOF\n";

static void test_families_and_samples_are_written_as_both_formats_have_them(void **state)
{
	static const struct openmetrics_label states[] = { { "state", "trusted" },
							   { "state", "failed" } };
	static const struct openmetrics_label labels[] = { { "outcome", "good" },
							   { "by", "a \\ \" \n b" } };
	struct buffer text = BUFFER_INIT(4096);
	struct openmetrics metrics;

	openmetrics_init(&metrics, &text);
	openmetrics_gauge(&metrics, "svsm_trust_state", NULL, "which state it is");
	openmetrics_sample(&metrics, &states[0], 1, 1);
	openmetrics_sample(&metrics, &states[1], 1, 0);
	openmetrics_gauge(&metrics, "svsm_changed_timestamp_seconds", "seconds", "when");
	openmetrics_sample_milli(&metrics, NULL, 0, UINT64_MAX);
	openmetrics_counter(&metrics, "svsm_appraisals", "how many");
	openmetrics_sample(&metrics, labels, 2, UINT64_MAX);
	assert_int_equal(openmetrics_end(&metrics), 0);
	assert_int_equal(text.size, sizeof(golden) - 1);
	assert_memory_equal(text.data, golden, text.size);
	buffer_deinit(&text);
}

static void test_thousandths_have_three_digits(void **state)
{
	struct buffer text = BUFFER_INIT(4096);
	struct openmetrics metrics;

	openmetrics_init(&metrics, &text);
	openmetrics_gauge(&metrics, "x", NULL, "x");
	openmetrics_sample_milli(&metrics, NULL, 0, 7);
	assert_int_equal(openmetrics_end(&metrics), 0);
	assert_memory_equal(text.data + text.size - 14, "x 0.007\n# EOF\n", 14);
	buffer_deinit(&text);
}

static void test_names_units_and_help_that_are_none_are_refused(void **state)
{
	static const struct {
		const char *name, *unit, *help, *label;
	} rows[] = {
		{ "svsm state", NULL, "help", "state" },
		{ "", NULL, "help", "state" },
		{ "svsm_0", NULL, "help", "state" },
		{ "svsm_state", "seconds", "help", "state" },
		{ "seconds", "seconds", "help", "state" },
		{ "svsm_state", NULL, "two\nlines", "state" },
		{ "svsm_state", NULL, "back\\slash", "state" },
		{ "svsm_state", NULL, "help", "sta te" },
		{ "svsm_state", NULL, "help", "" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct openmetrics_label label = { rows[i].label, "x" };
		struct buffer text = BUFFER_INIT(4096);
		struct openmetrics metrics;

		openmetrics_init(&metrics, &text);
		openmetrics_gauge(&metrics, rows[i].name, rows[i].unit, rows[i].help);
		openmetrics_sample(&metrics, &label, 1, 1);
		openmetrics_sample(&metrics, NULL, 0, 1);
		if (openmetrics_end(&metrics) != -EINVAL)
			fail_msg("row %zu was taken", i);
		buffer_deinit(&text);
	}
}

static void test_a_sample_of_no_family_is_refused_and_an_error_sticks(void **state)
{
	struct buffer text = BUFFER_INIT(16);
	struct openmetrics metrics;

	openmetrics_init(&metrics, &text);
	openmetrics_sample(&metrics, NULL, 0, 1);
	assert_int_equal(openmetrics_end(&metrics), -EINVAL);
	openmetrics_init(&metrics, &text);
	openmetrics_gauge(&metrics, "svsm_trust_state", NULL, "which state it is");
	openmetrics_gauge(&metrics, "no name", NULL, "what comes later is of no interest");
	assert_int_equal(openmetrics_end(&metrics), -E2BIG);
	buffer_deinit(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_families_and_samples_are_written_as_both_formats_have_them),
		cmocka_unit_test(test_thousandths_have_three_digits),
		cmocka_unit_test(test_names_units_and_help_that_are_none_are_refused),
		cmocka_unit_test(test_a_sample_of_no_family_is_refused_and_an_error_sticks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
