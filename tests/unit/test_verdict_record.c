/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A verdict's text: what is written is read, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/verdict_record.h"

#define ZEROS_32	"0000000000000000000000000000000000000000000000000000000000000000"

static const char text_of_no[] =
	"{\"challenge\":\"BwcHBwcHBwcHBwcHBwcHBw==\",\"evidence\":\"" ZEROS_32 "\","
	"\"format\":\"svsm-guest/verdict\","
	"\"reason\":\"quote: old\",\"time\":1790000000,\"valid\":60,\"verdict\":\"rejected\","
	"\"verifier\":\"me\",\"version\":1}\n";

static struct verdict_record no(void)
{
	struct verdict_record record = {
		.challenge_size = 16,
		.reason = "quote: old",
		.time = 1790000000,
		.valid = 60,
		.verifier = "me",
	};

	memset(record.challenge, 7, record.challenge_size);
	return record;
}

static void test_memory_of_zeros_is_no_acceptance(void **state)
{
	const struct verdict_record record = { 0 };

	assert_false(record.is_accepted);
}

static void test_a_rejection_has_one_text_and_no_names(void **state)
{
	struct buffer text = BUFFER_INIT(VERDICT_RECORD_SIZE_MAX);
	struct verdict_record record = no(), read;

	assert_int_equal(verdict_record_encode(&record, &text), 0);
	assert_int_equal(text.size, sizeof(text_of_no) - 1);
	assert_memory_equal(text.data, text_of_no, text.size);
	assert_int_equal(verdict_record_decode(text.data, text.size, &read, NULL), 0);
	assert_false(read.is_accepted);
	assert_string_equal(read.reason, "quote: old");
	buffer_deinit(&text);
}

static void test_an_acceptance_comes_back_whole(void **state)
{
	struct buffer text = BUFFER_INIT(VERDICT_RECORD_SIZE_MAX);
	struct verdict_record record = no(), read;

	record.is_accepted = true;
	memset(record.ak_name, 1, sizeof(record.ak_name));
	memset(record.ek_name, 2, sizeof(record.ek_name));
	record.challenge_size = EVIDENCE_CHALLENGE_MAX;
	record.signature_size = sizeof(record.signature);
	memset(record.reason, '"', sizeof(record.reason) - 1);
	memset(record.verifier, '"', sizeof(record.verifier) - 1);
	assert_int_equal(verdict_record_encode(&record, &text), 0);
	assert_int_equal(verdict_record_decode(text.data, text.size, &read, NULL), 0);
	assert_true(read.is_accepted);
	assert_memory_equal(read.ek_name, record.ek_name, sizeof(read.ek_name));
	assert_memory_equal(read.challenge, record.challenge, sizeof(read.challenge));
	assert_int_equal(read.signature_size, sizeof(record.signature));
	buffer_deinit(&text);
}

static void test_the_word_alone_makes_no_acceptance(void **state)
{
	char copy[sizeof(text_of_no)], *word;
	struct verdict_record read;

	strcpy(copy, text_of_no);
	word = strstr(copy, "rejected");
	memcpy(word, "accepted", 8);
	assert_int_equal(verdict_record_decode(copy, sizeof(copy) - 1, &read, NULL), -EBADMSG);
}

static void test_what_may_not_stand_there_is_not_written(void **state)
{
	struct buffer text = BUFFER_INIT(VERDICT_RECORD_SIZE_MAX);
	struct verdict_record record = no();

	record.valid = VERDICT_RECORD_VALID_MAX + 1;
	assert_int_equal(verdict_record_encode(&record, &text), -EINVAL);
	record = no();
	record.challenge_size = EVIDENCE_CHALLENGE_MIN - 1;
	assert_int_equal(verdict_record_encode(&record, &text), -EINVAL);
	record = no();
	record.reason[0] = '\n';
	assert_int_equal(verdict_record_encode(&record, &text), -EINVAL);
	assert_int_equal(text.size, 0);
	buffer_deinit(&text);
}

static void test_every_cut_of_a_verdict_is_refused(void **state)
{
	struct verdict_record read = { .valid = 7 };
	size_t size;

	for (size = 0; size < sizeof(text_of_no) - 1; size++) {
		uint8_t *copy = exact_copy(text_of_no, size);

		assert_int_equal(verdict_record_decode(copy, size, &read, NULL), -EBADMSG);
		free(copy);
	}
	assert_int_equal(read.valid, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory_of_zeros_is_no_acceptance),
		cmocka_unit_test(test_a_rejection_has_one_text_and_no_names),
		cmocka_unit_test(test_an_acceptance_comes_back_whole),
		cmocka_unit_test(test_the_word_alone_makes_no_acceptance),
		cmocka_unit_test(test_what_may_not_stand_there_is_not_written),
		cmocka_unit_test(test_every_cut_of_a_verdict_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
