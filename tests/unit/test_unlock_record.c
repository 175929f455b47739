/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The unlock record: what is written is read, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/unlock_record.h"

#define UUID	"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

static const char text_of_one[] =
	"{\"attempts\":[{\"branches\":[{\"bank\":\"sha256\",\"pcrs\":128,"
	"\"standing\":\"pcrs-differ\"}],\"error\":129,\"reason\":\"PCR 7 differs\","
	"\"result\":\"failed\",\"road\":\"socket\",\"time\":1790000000,\"token\":3}],"
	"\"format\":\"svsm-guest/unlock-record\",\"uuid\":\"" UUID "\",\"version\":1}\n";

static struct unlock_attempt failed(unsigned int token)
{
	return (struct unlock_attempt){
		.has_token = true,
		.token = token,
		.road = UNLOCK_BY_SOCKET,
		.result = UNLOCK_FAILED,
		.error = 129,
		.time = 1790000000,
		.reason = "PCR 7 differs",
		.branches = { { .bank = HASH_SHA256, .pcrs = 1 << 7,
				.standing = "pcrs-differ" } },
		.branch_count = 1,
	};
}

static void test_a_record_has_one_text(void **state)
{
	struct unlock_record record = { .uuid = UUID }, read;
	struct buffer text = BUFFER_INIT(UNLOCK_RECORD_SIZE_MAX);
	const struct unlock_attempt attempt = failed(3);

	unlock_record_add(&record, &attempt);
	assert_int_equal(unlock_record_encode(&record, &text), 0);
	assert_int_equal(text.size, sizeof(text_of_one) - 1);
	assert_memory_equal(text.data, text_of_one, text.size);
	assert_int_equal(unlock_record_decode(text.data, text.size, &read, NULL), 0);
	assert_string_equal(read.uuid, UUID);
	assert_int_equal(read.count, 1);
	assert_memory_equal(&read.attempts[0].branches, &attempt.branches,
			    sizeof(attempt.branches));
	assert_string_equal(read.attempts[0].reason, attempt.reason);
	assert_int_equal(read.attempts[0].token, 3);
	buffer_deinit(&text);
}

static void test_a_later_attempt_takes_the_place_of_the_earlier_one_of_its_token(void **state)
{
	const struct unlock_attempt none = { .result = UNLOCK_FAILED, .reason = "no token" };
	struct unlock_record record = { .uuid = UUID };
	struct unlock_attempt attempt = failed(1);

	unlock_record_add(&record, &attempt);
	unlock_record_add(&record, &none);
	attempt = failed(2);
	unlock_record_add(&record, &attempt);
	attempt = failed(1);
	attempt.result = UNLOCK_OPENED;
	unlock_record_add(&record, &attempt);
	unlock_record_add(&record, &none);
	assert_int_equal(record.count, 3);
	assert_int_equal(unlock_record_find(&record, 1)->result, UNLOCK_OPENED);
	assert_string_equal(unlock_record_find(&record, -1)->reason, "no token");
	assert_null(unlock_record_find(&record, 5));
}

static void test_a_full_record_loses_its_oldest_attempt(void **state)
{
	struct unlock_record record = { .uuid = UUID };
	struct unlock_attempt attempt = { .result = UNLOCK_FAILED };
	unsigned int i;

	for (i = 0; i <= UNLOCK_RECORD_TOKEN_MAX; i++) {
		attempt = failed(i);
		unlock_record_add(&record, &attempt);
	}
	attempt = (struct unlock_attempt){ .result = UNLOCK_FAILED };
	unlock_record_add(&record, &attempt);
	assert_int_equal(record.count, UNLOCK_RECORD_ATTEMPTS_MAX);
	assert_null(unlock_record_find(&record, 0));
	assert_non_null(unlock_record_find(&record, -1));
}

static void test_the_longest_record_fits(void **state)
{
	struct unlock_record record = { .uuid = UUID }, read;
	struct buffer text = BUFFER_INIT(UNLOCK_RECORD_SIZE_MAX);
	struct unlock_attempt attempt;
	unsigned int i;

	for (i = 0; i <= UNLOCK_RECORD_TOKEN_MAX; i++) {
		attempt = failed(i);
		memset(attempt.reason, '"', sizeof(attempt.reason) - 1);
		attempt.branches[1] = attempt.branches[0];
		attempt.branch_count = 2;
		unlock_record_add(&record, &attempt);
	}
	assert_int_equal(unlock_record_encode(&record, &text), 0);
	assert_int_equal(unlock_record_decode(text.data, text.size, &read, NULL), 0);
	assert_int_equal(read.count, UNLOCK_RECORD_ATTEMPTS_MAX);
	buffer_deinit(&text);
}

static void test_a_reason_that_is_no_text_is_made_one(void **state)
{
	struct unlock_record record = { .uuid = UUID };
	struct buffer text = BUFFER_INIT(UNLOCK_RECORD_SIZE_MAX);
	struct unlock_attempt attempt = failed(0);

	strcpy(attempt.reason, "device\n\xff");
	unlock_record_add(&record, &attempt);
	assert_string_equal(record.attempts[0].reason, "device??");
	assert_int_equal(unlock_record_encode(&record, &text), 0);
	buffer_deinit(&text);
}

static void test_a_record_without_a_sound_uuid_is_not_written(void **state)
{
	static const char *const uuids[] = { "", "../../etc/passwd", "0f1e2d3c.tmp" };
	struct buffer text = BUFFER_INIT(UNLOCK_RECORD_SIZE_MAX);
	size_t i;

	for (i = 0; i < sizeof(uuids) / sizeof(uuids[0]); i++) {
		struct unlock_record record = { .count = 0 };

		strcpy(record.uuid, uuids[i]);
		assert_int_equal(unlock_record_encode(&record, &text), -EINVAL);
		assert_int_equal(text.size, 0);
	}
	buffer_deinit(&text);
}

static void test_every_cut_of_a_record_is_refused(void **state)
{
	struct unlock_record read = { .count = 7 };
	size_t size;

	for (size = 0; size < sizeof(text_of_one) - 1; size++) {
		struct fault fault = FAULT_NONE;
		uint8_t *copy = exact_copy(text_of_one, size);

		assert_int_equal(unlock_record_decode(copy, size, &read, &fault), -EBADMSG);
		assert_true(fault.text[0]);
		free(copy);
	}
	assert_int_equal(read.count, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_record_has_one_text),
		cmocka_unit_test(
			test_a_later_attempt_takes_the_place_of_the_earlier_one_of_its_token),
		cmocka_unit_test(test_a_full_record_loses_its_oldest_attempt),
		cmocka_unit_test(test_the_longest_record_fits),
		cmocka_unit_test(test_a_reason_that_is_no_text_is_made_one),
		cmocka_unit_test(test_a_record_without_a_sound_uuid_is_not_written),
		cmocka_unit_test(test_every_cut_of_a_record_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
