/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Questions about disks and the beginnings of answers: one text for each, a volume that is
 * a name and nothing else, and sizes that have an end.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/disks_message.h"

#define UUID	"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

static void what_is_asked_comes_back(void **state)
{
	static const struct {
		struct disks_message_request request;
		const char *text;
	} cases[] = {
		{ { DISKS_MESSAGE_LIST, "" }, "svsm-disks 1 list\n" },
		{ { DISKS_MESSAGE_LIST, "root" }, "svsm-disks 1 list root\n" },
		{ { DISKS_MESSAGE_TEST, UUID }, "svsm-disks 1 test " UUID "\n" },
		{ { DISKS_MESSAGE_EXPLAIN, "a_.:+-9" }, "svsm-disks 1 explain a_.:+-9\n" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buffer text = BUFFER_INIT(DISKS_MESSAGE_REQUEST_MAX);
		struct disks_message_request read;

		assert_int_equal(disks_message_encode_request(&cases[i].request, &text), 0);
		assert_int_equal(text.size, strlen(cases[i].text));
		assert_memory_equal(text.data, cases[i].text, text.size);
		assert_int_equal(disks_message_decode_request(text.data, text.size, &read, NULL),
				 0);
		assert_int_equal(read.verb, cases[i].request.verb);
		assert_string_equal(read.volume, cases[i].request.volume);
		buffer_deinit(&text);
	}
}

static void what_is_no_name_is_no_volume(void **state)
{
	static const char *const names[] = {
		"", ".", "..", "../root", "/dev/vda", "a/b", "a b", "-", "--help", "a\n", "a\x1b",
		"a;b", "$(reboot)", "UUID=ab", "\xc3\xa9", "a*",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	struct disks_message_request request = { .verb = DISKS_MESSAGE_TEST };
	struct buffer text = BUFFER_INIT(DISKS_MESSAGE_REQUEST_MAX);
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_false(disks_message_is_volume(names[i]));
		if (strlen(names[i]) > VOLUMES_FILE_NAME_MAX)
			continue;
		strcpy(request.volume, names[i]);
		assert_int_equal(disks_message_encode_request(&request, &text), -EINVAL);
	}
	assert_int_equal(text.size, 0);
	assert_true(disks_message_is_volume("gpt-auto-root"));
}

static void a_line_too_long_is_refused_and_changes_nothing(void **state)
{
	struct disks_message_request request = { .volume = "untouched" };
	struct fault fault = FAULT_NONE;
	struct bytes line = { .size = 0 };
	uint8_t *copy;

	put(&line, "svsm-disks 1 list ", 18);
	put_fill(&line, 'a', 4096);
	copy = exact_copy(line.data, line.size);
	assert_int_equal(disks_message_decode_request(copy, line.size, &request, &fault),
			 -EBADMSG);
	assert_string_equal(request.volume, "untouched");
	assert_string_not_equal(fault.text, "");
	free(copy);
}

static void an_answer_says_how_long_it_is(void **state)
{
	static const struct {
		struct disks_message_head head;
		const char *text;
		int error;
	} cases[] = {
		{ { true, 0 }, "done 0\n", 0 },
		{ { true, DISKS_MESSAGE_JSON_MAX }, "done 1048576\n", 0 },
		{ { true, DISKS_MESSAGE_JSON_MAX + 1 }, "done 1048577\n", -E2BIG },
		{ { false, DISKS_MESSAGE_WORDS_MAX }, "failed 512\n", 0 },
		{ { false, DISKS_MESSAGE_WORDS_MAX + 1 }, "failed 513\n", -E2BIG },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buffer text = BUFFER_INIT(DISKS_MESSAGE_HEAD_MAX);
		struct disks_message_head read = { false, 7 };

		assert_int_equal(disks_message_encode_head(&cases[i].head, &text), cases[i].error);
		assert_int_equal(disks_message_decode_head(cases[i].text, strlen(cases[i].text),
							   &read, NULL), cases[i].error);
		assert_int_equal(read.size, cases[i].error ? 7 : cases[i].head.size);
		assert_int_equal(read.is_done, cases[i].error ? false : cases[i].head.is_done);
		if (!cases[i].error)
			assert_memory_equal(text.data, cases[i].text, strlen(cases[i].text));
		buffer_deinit(&text);
	}
}

static void any_other_beginning_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "\n", "done\n", "done \n", "done 5", "done 05\n", "done -1\n", "done  5\n",
		"done 5 \n", "done 5\r\n", "Done 5\n", "done 5\n{", "done 99999999999999999999\n",
		"failed\n", "failed x\n", "failing 5\n", " done 5\n", "done 4294967297\n",
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct disks_message_head read = { true, 7 };
		uint8_t *copy = exact_copy(texts[i], strlen(texts[i]));

		assert_int_equal(disks_message_decode_head(copy, strlen(texts[i]), &read, NULL),
				 -EBADMSG);
		assert_int_equal(read.size, 7);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_asked_comes_back),
		cmocka_unit_test(what_is_no_name_is_no_volume),
		cmocka_unit_test(a_line_too_long_is_refused_and_changes_nothing),
		cmocka_unit_test(an_answer_says_how_long_it_is),
		cmocka_unit_test(any_other_beginning_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
