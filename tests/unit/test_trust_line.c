/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The state in one line: what it says in each state, and that a terminal takes no harm of it.
 */
#include "tests/unit/unit.h"

#include "lib/format/appraisal_record.h"
#include "lib/policy/trust.h"
#include "lib/policy/trust_line.h"

#define NEXT	1790000000	/* 2026-09-21 14:13:20 UTC */

static const struct appraisal_record good = {
	.persistence = "persistent",
	.has_pcrs = true,
	.explained = 0xffff,
};

static const char *made(const struct trust_line *line)
{
	static char text[TRUST_LINE_MAX];

	trust_line_make(line, text);
	return text;
}

static void test_a_line_says_state_assurance_cause_and_what_they_rest_on(void **state)
{
	const struct trust trust = { .state = TRUST_CONSISTENT, .assurance = TRUST_BY_SELF,
				     .cause = "the self-appraisal accepts" };

	assert_string_equal(made(&(struct trust_line){ &trust, &good, "on", NEXT }),
			    "svsm: consistent (self): the self-appraisal accepts; vTPM persistent, "
			    "Secure Boot on, boot log replays; next appraisal 2026-09-21 14:13 UTC");
}

static void test_what_is_not_known_is_said_to_be_so(void **state)
{
	const struct trust trust = { .state = TRUST_UNKNOWN };
	const struct appraisal_record none = { .outcome = APPRAISED_UNABLE };

	assert_string_equal(made(&(struct trust_line){ &trust, &none, "unknown", 0 }),
			    "svsm: unknown (none); vTPM unknown, Secure Boot unknown, boot log not "
			    "seen; an appraisal is under way");
}

static void test_pcrs_that_no_log_explains_are_named_but_for_that_of_ima(void **state)
{
	const struct trust trust = { .state = TRUST_FAILED, .cause = "PCR 12 moved" };
	struct appraisal_record record = good;

	record.explained = 0xffff & ~(1u << 10);
	assert_non_null(strstr(made(&(struct trust_line){ &trust, &record, "off", NEXT }),
			       ", boot log replays;"));
	record.explained &= ~(1u << 4 | 1u << 12);
	assert_string_equal(made(&(struct trust_line){ &trust, &record, "off", NEXT }),
			    "svsm: failed (none): PCR 12 moved; vTPM persistent, Secure Boot off, "
			    "boot log does not explain PCR 4, 12; next appraisal 2026-09-21 14:13 "
			    "UTC");
}

static void test_it_is_one_line_of_printable_ascii_however_long_the_cause(void **state)
{
	struct trust trust = { .state = TRUST_DEGRADED };
	struct appraisal_record record = good;
	const char *text, *c;
	size_t i;

	for (i = 0; i < sizeof(trust.cause) - 1; i++)
		trust.cause[i] = (char)(i + 1);	/* controls, ASCII, what is none */
	record.explained = 0;
	text = made(&(struct trust_line){ &trust, &record, "unknown", INT64_MAX });
	assert_true(strlen(text) < TRUST_LINE_MAX);
	for (c = text; *c; c++)
		assert_in_range(*c, ' ', '~');
	assert_non_null(strstr(text, "degraded (none): ????"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_line_says_state_assurance_cause_and_what_they_rest_on),
		cmocka_unit_test(test_what_is_not_known_is_said_to_be_so),
		cmocka_unit_test(test_pcrs_that_no_log_explains_are_named_but_for_that_of_ima),
		cmocka_unit_test(test_it_is_one_line_of_printable_ascii_however_long_the_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
