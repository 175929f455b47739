/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON to the byte.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/json_writer.h"

static void a_document_has_one_form(void **state)
{
	static const char expected[] =
		"{\"a\":[\"x\",7,\"0aff\"],\"b\":{},\"c\":\"Zm9v\",\"d\\\"\":\"q\\\"\\\\\xc3\xbc\"}\n";
	struct buffer out = BUFFER_INIT(4096);
	struct json_writer json;

	json_writer_init(&json, &out);
	json_writer_object(&json, NULL);
	json_writer_array(&json, "a");
	json_writer_text(&json, NULL, "x");
	json_writer_number(&json, NULL, 7);
	json_writer_hex(&json, NULL, "\x0a\xff", 2);
	json_writer_close_array(&json);
	json_writer_object(&json, "b");
	json_writer_close_object(&json);
	json_writer_base64(&json, "c", "foo", 3);
	json_writer_text(&json, "d\"", "q\"\\\xc3\xbc");
	json_writer_close_object(&json);
	assert_int_equal(json_writer_end(&json), 0);
	assert_int_equal(out.size, strlen(expected));
	assert_memory_equal(out.data, expected, out.size);
	buffer_deinit(&out);
}

static void what_is_no_text_is_refused(void **state)
{
	struct buffer out = BUFFER_INIT(4096);
	struct json_writer json;

	json_writer_init(&json, &out);
	json_writer_text(&json, NULL, "a\nb");
	assert_int_equal(json_writer_end(&json), -EINVAL);
	buffer_deinit(&out);
}

static void the_limit_holds(void **state)
{
	struct buffer out = BUFFER_INIT(8);
	struct json_writer json;

	json_writer_init(&json, &out);
	json_writer_base64(&json, NULL, "0123456789", 10);
	json_writer_hex(&json, NULL, "0123456789", 10);
	assert_int_equal(json_writer_end(&json), -E2BIG);
	assert_true(out.size <= 8);
	buffer_deinit(&out);
}

static void utf8_is_told_from_other_bytes(void **state)
{
	static const char *const good[] = {
		"", "a", "\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
		"\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
	};
	static const char *const bad[] = {
		"\t", "\x1f", "\x7f", "\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2\x80",
		"\xc2\x9f", "\xc2(", "\xe0\x9f\xbf", "\xe0\xa0", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xc3",
	};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!json_writer_is_text(good[i], strlen(good[i])))
			fail_msg("good text %zu is refused", i);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (json_writer_is_text(bad[i], strlen(bad[i])))
			fail_msg("bad text %zu is taken", i);
	assert_false(json_writer_is_text("a\0b", 3));
}

static void test_what_is_no_text_is_made_one(void **state)
{
	char bad[] = "a\n\xff\x7f" "\xc3\xa4\"z", good[] = "\xc3\xa4\"z";

	json_writer_make_text(bad);
	assert_string_equal(bad, "a?????\"z");
	json_writer_make_text(good);
	assert_string_equal(good, "\xc3\xa4\"z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_has_one_form),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(the_limit_holds),
		cmocka_unit_test(utf8_is_told_from_other_bytes),
		cmocka_unit_test(test_what_is_no_text_is_made_one),
	};

	return cmocka_run_group_tests_name("JSON writer", tests, NULL, NULL);
}
