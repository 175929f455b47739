/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a verification says for programs: every line, and who it is only when it accepts.
 */
#include <json-c/json.h>

#include "tests/unit/unit.h"

#include "lib/base/cleanup.h"
#include "lib/format/evidence.h"
#include "lib/policy/evidence_verify.h"
#include "lib/show/json.h"
#include "lib/show/verify_explain.h"
#include "lib/show/verify_json.h"

void json_out_of_memory(void)
{
	abort();
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(object, key, &value));
	return value;
}

static void is_text(struct json_object *object, const char *key, const char *text)
{
	assert_string_equal(json_object_get_string(member(object, key)), text);
}

static void test_a_rejection_names_its_objection_and_no_machine(void **state)
{
	struct evidence_verification verification = { .identity.clock = 7 };
	struct appraisal *appraisal = &verification.appraisal;
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct json_object *line;

	appraisal_add(appraisal, "bundle", APPRAISAL_PASSED, "it is one");
	appraisal_add(appraisal, "challenge", APPRAISAL_FAILED, "another");
	appraisal_add(appraisal, "snp-report", APPRAISAL_NOT_REACHED, NULL);
	(void)appraisal_conclude(appraisal);
	object = verify_json(&verification, NULL, true);
	assert_false(json_object_get_boolean(member(object, "is_accepted")));
	is_text(object, "objection", "challenge");
	assert_null(member(object, "identity"));
	assert_null(member(object, "facts"));
	assert_int_equal(json_object_array_length(member(object, "lines")), 3);
	line = json_object_array_get_idx(member(object, "lines"), 0);
	is_text(line, "state", "passed");
	is_text(line, "reason", "it is one");
	assert_null(member(line, "remedy"));
	line = json_object_array_get_idx(member(object, "lines"), 1);
	is_text(line, "asks", verify_explain("challenge")->meaning);
	is_text(line, "remedy", verify_explain("challenge")->remedy);
	line = json_object_array_get_idx(member(object, "lines"), 2);
	assert_null(member(line, "reason"));
	is_text(line, "remedy", verify_explain("snp-report")->remedy);
}

static void test_memory_of_zeros_is_a_rejection(void **state)
{
	const struct evidence_verification verification = { .identity.clock = 0 };
	_cleanup_(json_cleanup) struct json_object *object = verify_json(&verification, NULL,
									 false);

	assert_false(json_object_get_boolean(member(object, "is_accepted")));
	assert_null(member(object, "objection"));
	assert_null(member(object, "identity"));
}

static void test_an_acceptance_says_who_it_is_and_what_was_waived(void **state)
{
	struct evidence_verification verification = {
		.identity = { .clock = 7, .is_safe = true, .ek_name.size = 2,
			      .ek_name.bytes = { 0, 11 } },
	};
	const struct evidence evidence = {
		.fact_count = 1,
		.facts[0] = { "kernel", "6.12" },
	};
	struct appraisal *appraisal = &verification.appraisal;
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct json_object *line;

	appraisal_add(appraisal, "bundle", APPRAISAL_PASSED, "it is one");
	appraisal_add(appraisal, "ak-binding", APPRAISAL_WAIVED, "the policy waives it");
	assert_int_equal(appraisal_conclude(appraisal), VERDICT_ACCEPTED);
	object = verify_json(&verification, &evidence, false);
	assert_true(json_object_get_boolean(member(object, "is_accepted")));
	assert_null(member(object, "objection"));
	is_text(member(object, "identity"), "ek_name", "000b");
	assert_int_equal(json_object_get_uint64(member(member(object, "identity"), "clock")), 7);
	is_text(member(object, "facts"), "kernel", "6.12");
	assert_int_equal(json_object_array_length(member(object, "waived")), 1);
	line = json_object_array_get_idx(member(object, "lines"), 0);
	assert_false(json_object_object_get_ex(line, "asks", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_rejection_names_its_objection_and_no_machine),
		cmocka_unit_test(test_memory_of_zeros_is_a_rejection),
		cmocka_unit_test(test_an_acceptance_says_who_it_is_and_what_was_waived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
