/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What every token has.
 */
#include "tests/unit/unit.h"

#include "lib/format/token_head.h"

static void type_and_keyslots_are_found_among_the_rest(void **state)
{
	static const char text[] = "{\"more\":{\"type\":\"not this\"}, \"keyslots\":[\"0\",\"31\"], "
				   "\"type\":\"systemd-recovery\" }\n";
	struct token_head head;

	assert_int_equal(token_head_parse(text, strlen(text), &head, NULL), 0);
	assert_string_equal(head.type, "systemd-recovery");
	assert_int_equal(head.keyslots, 0x80000001);
}

static void what_is_no_token_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "[]", "{}", "{\"type\":\"a\"}", "{\"keyslots\":[]}",
		"{\"type\":1,\"keyslots\":[]}",
		"{\"type\":\"a\",\"keyslots\":[1]}",
		"{\"type\":\"a\",\"keyslots\":[\"32\"]}",
		"{\"type\":\"a\",\"keyslots\":[\"01\"]}",
		"{\"type\":\"a\",\"keyslots\":[\"-1\"]}",
		"{\"type\":\"a\",\"keyslots\":[\"\"]}",
		"{\"type\":\"a\",\"keyslots\":\"1\"}",
		"{\"type\":\"a\",\"type\":\"b\",\"keyslots\":[]}",
		"{\"type\":\"a\",\"keyslots\":[],\"keyslots\":[]}",
		"{\"type\":\"a\",\"keyslots\":[]}}",
		"{\"type\":\"a\",\"keyslots\":[]",
		"{\"type\":\"0123456789012345678901234567890123456789012345678901234567890123\","
		"\"keyslots\":[]}",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct token_head head = { .keyslots = 7 };
		struct fault fault = FAULT_NONE;

		if (token_head_parse(texts[i], strlen(texts[i]), &head, &fault) != -EBADMSG)
			fail_msg("taken: %s", texts[i]);
		assert_int_equal(head.keyslots, 7);
		assert_true(fault.text[0]);
	}
	assert_int_equal(token_head_parse("", TOKEN_HEAD_SIZE_MAX + 1, NULL, NULL), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(type_and_keyslots_are_found_among_the_rest),
		cmocka_unit_test(what_is_no_token_is_refused),
	};

	return cmocka_run_group_tests_name("token_head", tests, NULL, NULL);
}
