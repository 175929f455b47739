/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading JSON against what must stand there.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/format/canonical_json.h"

static struct fault fault;

/* {"a":hex of 2 bytes,"b":[numbers],"c":{any key:text}} */
static int read(const char *text)
{
	uint8_t *exact = exact_copy(text, strlen(text)), bytes[2];
	struct canonical_json json;
	char key[5], value[9];
	int r;

	fault = FAULT_NONE;
	canonical_json_init(&json, "thing", exact, strlen(text), &fault);
	canonical_json_object(&json, NULL);
	canonical_json_hex(&json, "a", bytes, sizeof(bytes));
	canonical_json_array(&json, "b");
	while (canonical_json_has_more(&json))
		(void)canonical_json_number(&json, NULL, 255);
	canonical_json_close_array(&json);
	canonical_json_object(&json, "c");
	while (canonical_json_has_more(&json)) {
		canonical_json_key(&json, key, 4);
		canonical_json_text(&json, NULL, value, 8);
	}
	canonical_json_close_object(&json);
	canonical_json_close_object(&json);
	r = canonical_json_end(&json);
	free(exact);
	return r;
}

static void the_one_form_is_read(void **state)
{
	assert_int_equal(read("{\"a\":\"00ff\",\"b\":[],\"c\":{}}\n"), 0);
	assert_int_equal(read("{\"a\":\"00ff\",\"b\":[0,255],\"c\":{\"k\":\"\\\"\\\\\",\"l\":\"\"}}\n"),
			 0);
}

static void other_forms_are_refused(void **state)
{
	static const struct {
		const char *text;
		int error;
		const char *reason;
	} cases[] = {
		{"", -EBADMSG, "'{'"},
		{" {", -EBADMSG, "'{'"},
		{"{}\n", -EBADMSG, "the member 'a'"},
		{"{\"b\":[],\"a\":\"00ff\",\"c\":{}}\n", -EBADMSG, "the member 'a'"},
		{"{\"a\":\"00FF\",\"b\":[],\"c\":{}}\n", -EBADMSG, "lower case"},
		{"{\"a\":\"00f\",\"b\":[],\"c\":{}}\n", -EBADMSG, "not as many"},
		{"{\"a\":\"00ff00\",\"b\":[],\"c\":{}}\n", -EBADMSG, "not as many"},
		{"{\"a\":\"00fg\",\"b\":[],\"c\":{}}\n", -EBADMSG, "lower case"},
		{"{\"a\":\"00f", -EBADMSG, "does not end"},
		{"{\"a\":1,\"b\":[],\"c\":{}}\n", -EBADMSG, "'\"'"},
		{"{\"a\":\"00ff\", \"b\":[],\"c\":{}}\n", -EBADMSG, "the member 'b'"},
		{"{\"a\":\"00ff\",\"b\":[01],\"c\":{}}\n", -EBADMSG, "makes no sense"},
		{"{\"a\":\"00ff\",\"b\":[00],\"c\":{}}\n", -EBADMSG, "makes no sense"},
		{"{\"a\":\"00ff\",\"b\":[-1],\"c\":{}}\n", -EBADMSG, "a number"},
		{"{\"a\":\"00ff\",\"b\":[1.0],\"c\":{}}\n", -EBADMSG, "another element"},
		{"{\"a\":\"00ff\",\"b\":[1e1],\"c\":{}}\n", -EBADMSG, "another element"},
		{"{\"a\":\"00ff\",\"b\":[256],\"c\":{}}\n", -E2BIG, "too large"},
		{"{\"a\":\"00ff\",\"b\":[18446744073709551616],\"c\":{}}\n", -EBADMSG, "no sense"},
		{"{\"a\":\"00ff\",\"b\":[1,],\"c\":{}}\n", -EBADMSG, "a number"},
		{"{\"a\":\"00ff\",\"b\":[1 ],\"c\":{}}\n", -EBADMSG, "another element"},
		{"{\"a\":\"00ff\",\"b\":[,1],\"c\":{}}\n", -EBADMSG, "a number"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{\"k\":\"\\n\"}}\n", -EBADMSG, "an escape"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{\"k\":\"\\u0041\"}}\n", -EBADMSG, "an escape"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{\"k\":\"\n\"}}\n", -EBADMSG, "control"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{\"k\":\"\xff\"}}\n", -EBADMSG, "UTF-8"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{\"k\":\"123456789\"}}\n", -E2BIG, "too long"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{\"12345\":\"\"}}\n", -E2BIG, "too long"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{\"k\":", -EBADMSG, "'\"'"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{\"k\":\"\\", -EBADMSG, "an escape"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{}}", -EBADMSG, "should stand"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{}}\n\n", -EBADMSG, "follows its end"},
		{"{\"a\":\"00ff\",\"b\":[],\"c\":{},\"d\":1}\n", -EBADMSG, "'}'"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int r = read(cases[i].text);

		if (r != cases[i].error || !strstr(fault.text, cases[i].reason))
			fail_msg("%s: %d, %s", cases[i].text, r, fault.text);
		assert_memory_equal(fault.text, "thing: ", 7);
	}
}

static void the_first_error_stays(void **state)
{
	struct canonical_json json;

	fault = FAULT_NONE;
	canonical_json_init(&json, "thing", "[[", 2, &fault);
	canonical_json_refuse(&json, -E2BIG, "first");
	canonical_json_refuse(&json, -EBADMSG, "second");
	canonical_json_array(&json, NULL);
	assert_false(canonical_json_has_more(&json));
	assert_int_equal(canonical_json_end(&json), -E2BIG);
	assert_string_equal(fault.text, "thing: first");
	assert_int_equal(fault.offset, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_one_form_is_read),
		cmocka_unit_test(other_forms_are_refused),
		cmocka_unit_test(the_first_error_stays),
	};

	return cmocka_run_group_tests_name("canonical JSON", tests, NULL, NULL);
}
