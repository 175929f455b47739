/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A line of the history of trust: what is written is read, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/trust_entry.h"

#define ZEROS_34	"00000000000000000000000000000000000000000000000000000000000000000000"
#define ZEROS_32	"0000000000000000000000000000000000000000000000000000000000000000"

static const char text_of_one[] =
	"{\"ak_name\":\"" ZEROS_34 "\",\"assurance\":\"self\","
	"\"boot_id\":\"01010101010101010101010101010101\",\"boot_ms\":5000,"
	"\"cause\":\"all \\\"well\\\"\",\"ek_name\":\"" ZEROS_34 "\",\"event\":\"self-good\","
	"\"format\":\"svsm-guest/trust\",\"lacks_remote\":0,\"lacks_self\":1,\"number\":3,"
	"\"report_id\":\"" ZEROS_32 "\",\"self_good\":1,\"state\":\"consistent\","
	"\"time\":1790000000,\"unreachable_since\":7,\"verdict_until\":8,\"version\":1}\n";

static struct trust_entry one(void)
{
	struct trust_entry entry = {
		.number = 3,
		.time = 1790000000,
		.boot_ms = 5000,
		.state = "consistent",
		.assurance = "self",
		.event = "self-good",
		.cause = "all \"well\"",
		.is_self_good = true,
		.lacks_self = true,
		.has_verdict = true,
		.is_unreachable = true,
		.verdict_until = 8,
		.unreachable_since = 7,
	};

	memset(entry.boot_id, 1, sizeof(entry.boot_id));
	return entry;
}

static void test_an_entry_has_one_text(void **state)
{
	struct buffer text = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	const struct trust_entry entry = one();
	struct trust_entry read;

	assert_int_equal(trust_entry_encode(&entry, &text), 0);
	assert_int_equal(text.size, sizeof(text_of_one) - 1);
	assert_memory_equal(text.data, text_of_one, text.size);
	memset(&read, 0, sizeof(read));
	assert_int_equal(trust_entry_decode(text.data, text.size, &read, NULL), 0);
	assert_int_equal(read.number, 3);
	assert_string_equal(read.cause, entry.cause);
	assert_string_equal(read.state, "consistent");
	assert_true(read.is_self_good && read.lacks_self && !read.lacks_remote);
	assert_true(read.has_verdict && read.verdict_until == 8);
	assert_true(read.is_unreachable && read.unreachable_since == 7);
	buffer_deinit(&text);
}

static void test_the_longest_entry_fits(void **state)
{
	struct buffer text = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	struct trust_entry entry = one(), read;

	memset(entry.cause, '"', sizeof(entry.cause) - 1);
	memset(entry.state, 'a', TRUST_ENTRY_WORD_MAX);
	memset(entry.assurance, 'a', TRUST_ENTRY_WORD_MAX);
	memset(entry.event, 'a', TRUST_ENTRY_WORD_MAX);
	entry.number = entry.boot_ms = UINT64_MAX;
	entry.verdict_until = entry.unreachable_since = UINT64_MAX;
	entry.time = INT64_MAX;
	assert_int_equal(trust_entry_encode(&entry, &text), 0);
	assert_int_equal(trust_entry_decode(text.data, text.size, &read, NULL), 0);
	buffer_deinit(&text);
}

static void test_a_cause_that_is_no_text_is_made_one(void **state)
{
	struct buffer text = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	struct trust_entry entry = one();
	char cause[2 * TRUST_ENTRY_CAUSE_MAX];

	trust_entry_put_cause(&entry, "PCR\n\xff");
	assert_string_equal(entry.cause, "PCR??");
	memset(cause, 'x', sizeof(cause) - 1);
	cause[sizeof(cause) - 1] = '\0';
	trust_entry_put_cause(&entry, cause);
	assert_int_equal(strlen(entry.cause), TRUST_ENTRY_CAUSE_MAX);
	assert_int_equal(trust_entry_encode(&entry, &text), 0);
	buffer_deinit(&text);
}

static void test_what_is_no_word_is_not_written(void **state)
{
	static const char *const words[] = { "", "Consistent", "a b", "a\n" };
	struct buffer text = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct trust_entry entry = one();

		strcpy(entry.state, words[i]);
		assert_int_equal(trust_entry_encode(&entry, &text), -EINVAL);
		assert_int_equal(text.size, 0);
	}
	buffer_deinit(&text);
}

static void test_every_cut_of_an_entry_is_refused(void **state)
{
	struct trust_entry read = { .number = 7 };
	size_t size;

	for (size = 0; size < sizeof(text_of_one) - 1; size++) {
		struct fault fault = FAULT_NONE;
		uint8_t *copy = exact_copy(text_of_one, size);

		assert_int_equal(trust_entry_decode(copy, size, &read, &fault), -EBADMSG);
		assert_true(fault.text[0]);
		free(copy);
	}
	assert_int_equal(read.number, 7);
}

static void test_a_line_with_a_block_of_zeros_in_it_is_refused(void **state)
{
	const size_t size = sizeof(text_of_one) - 1;
	struct trust_entry read;
	size_t begin;

	/* As a file system leaves it that has grown the file, but not written the block. */
	for (begin = 0; begin < size; begin++) {
		uint8_t *copy = exact_copy(text_of_one, size);

		memset(copy + begin, 0, size - begin < 16 ? size - begin : 16);
		assert_true(trust_entry_decode(copy, size, &read, NULL) < 0);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_entry_has_one_text),
		cmocka_unit_test(test_the_longest_entry_fits),
		cmocka_unit_test(test_a_cause_that_is_no_text_is_made_one),
		cmocka_unit_test(test_what_is_no_word_is_not_written),
		cmocka_unit_test(test_every_cut_of_an_entry_is_refused),
		cmocka_unit_test(test_a_line_with_a_block_of_zeros_in_it_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
