/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages of Varlink: what a call is, what is none, and answers byte by byte.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/json_writer.h"
#include "lib/format/varlink.h"

static int parse(const char *text, struct varlink_call *call, struct fault *fault)
{
	uint8_t *copy = exact_copy(text, strlen(text));
	int r = varlink_call_parse(copy, strlen(text), call, fault);

	free(copy);
	return r;
}

static void test_a_call_has_a_method_parameters_and_flags(void **state)
{
	struct varlink_call call;

	assert_int_equal(parse(" {\"method\" : \"a.b.C\",\"parameters\":{},\"more\":true}\n", &call,
			       NULL), 0);
	assert_string_equal(call.method, "a.b.C");
	assert_true(call.has_parameters && call.is_more);
	assert_false(call.is_oneway);
	assert_int_equal(parse("{\"oneway\":true,\"more\":false,\"upgrade\":false,"
			       "\"parameters\":null,\"method\":\"x\"}", &call, NULL), 0);
	assert_string_equal(call.method, "x");
	assert_true(call.is_oneway);
	assert_false(call.has_parameters || call.is_more);
}

static void test_what_is_no_call_is_refused_by_name(void **state)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "", "call: it is no object of JSON" },
		{ "[]", "call: it is no object of JSON" },
		{ "{\"method\":\"x\"", "call: it is no object of JSON" },
		{ "{\"method\":\"x\"} {}", "call: something follows it" },
		{ "{}", "call: it has no method" },
		{ "{\"method\":\"\"}", "call: its method is no name" },
		{ "{\"method\":\"a b\"}", "call: its method is no name" },
		{ "{\"method\":\"a\\u0000\"}", "call: its method is no name" },
		{ "{\"method\":7}", "call: its method is no name" },
		{ "{\"method\":\"x\",\"method\":\"y\"}", "call: it has two methods" },
		{ "{\"method\":\"x\",\"parameters\":[]}", "call: its parameters are no object" },
		{ "{\"parameters\":{},\"method\":\"x\",\"parameters\":{}}",
		  "call: it has parameters twice" },
		{ "{\"method\":\"x\",\"more\":1}", "call: a flag is no boolean" },
		{ "{\"method\":\"x\",\"oneway\":\"true\"}", "call: a flag is no boolean" },
		{ "{\"method\":\"x\",\"upgrade\":true}", "call: no other protocol is spoken here" },
		{ "{\"method\":\"x\",\"more\":true,\"oneway\":true}",
		  "call: it wants many answers and none" },
		{ "{\"method\":\"x\",\"colour\":1}", "call: it has a member that is not known" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct varlink_call call = { .is_more = true };
		struct fault fault = FAULT_NONE;

		if (parse(rows[i].text, &call, &fault) != -EBADMSG)
			fail_msg("'%s' was taken", rows[i].text);
		assert_string_equal(fault.text, rows[i].said);
		assert_true(call.is_more); /* untouched */
	}
}

static void test_names_and_calls_have_an_end(void **state)
{
	static char text[VARLINK_CALL_SIZE_MAX + 2];
	struct varlink_call call;

	memset(text, ' ', sizeof(text) - 1);
	assert_int_equal(parse(text, &call, NULL), -E2BIG);
	(void)snprintf(text, sizeof(text), "{\"method\":\"%0256d\"}", 0);
	assert_int_equal(parse(text, &call, NULL), -EBADMSG);
	(void)snprintf(text, sizeof(text), "{\"method\":\"%0255d\"}", 0);
	assert_int_equal(parse(text, &call, NULL), 0);
}

static void test_answers_end_in_a_zero_and_stand_one_behind_the_other(void **state)
{
	static const char golden[] =
		"{\"parameters\":{\"n\":7}}\0"
		"{\"error\":\"a.B\",\"parameters\":{\"parameter\":\"x\"}}\0"
		"{\"parameters\":{\"description\":\"a \\\"b\\\"\\n\\tc\\\\\"}}";
	struct buffer out = BUFFER_INIT(4096);
	struct json_writer writer;

	varlink_reply_begin(&writer, &out);
	json_writer_number(&writer, "n", 7);
	assert_int_equal(varlink_reply_end(&writer, 0), 0);
	assert_int_equal(varlink_error_write(&out, "a.B", "parameter", "x"), 0);
	assert_int_equal(varlink_description_write(&out, "a \"b\"\n\tc\\"), 0);
	assert_int_equal(out.size, sizeof(golden));
	assert_memory_equal(out.data, golden, sizeof(golden));
	buffer_deinit(&out);
}

static void test_an_answer_that_fails_leaves_what_was_there(void **state)
{
	struct buffer out = BUFFER_INIT(64);
	struct json_writer writer;
	size_t before;

	assert_int_equal(varlink_error_write(&out, "a.B", "parameter", "x"), 0);
	before = out.size;
	assert_int_equal(varlink_error_write(&out, "a.B", "parameter", "x"), -E2BIG);
	assert_int_equal(out.size, before);
	assert_int_equal(varlink_description_write(&out, "a long description"), -E2BIG);
	assert_int_equal(out.size, before);
	out.limit = 4096;
	varlink_reply_begin(&writer, &out);
	json_writer_text(&writer, "n", "\n");
	assert_int_equal(varlink_reply_end(&writer, before), -EINVAL);
	assert_int_equal(out.size, before);
	buffer_deinit(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_call_has_a_method_parameters_and_flags),
		cmocka_unit_test(test_what_is_no_call_is_refused_by_name),
		cmocka_unit_test(test_names_and_calls_have_an_end),
		cmocka_unit_test(test_answers_end_in_a_zero_and_stand_one_behind_the_other),
		cmocka_unit_test(test_an_answer_that_fails_leaves_what_was_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
