/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The birth record's text, both ways.  Texts that must be refused are in
 * tests/data/birth_record/bad.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/birth_record.h"

static struct birth_record record;
static struct buffer text;
static struct fault fault;

static int set_up(void **state)
{
	fault = FAULT_NONE;
	text = BUFFER_INIT(BIRTH_RECORD_SIZE_MAX);
	record = (struct birth_record){
		.clock = { .counter = UINT64_MAX, .resets = UINT32_MAX, .restarts = 5 },
		.is_pending = true,
		.survived = 7,
		.time = 1800000000,
		.signature = "signature",
		.signature_size = 9,
	};
	memset(record.ak_name, 0x11, sizeof(record.ak_name));
	memset(record.ek_name, 0x22, sizeof(record.ek_name));
	memset(record.instance, 0x33, sizeof(record.instance));
	memset(record.boot_id, 0x44, sizeof(record.boot_id));
	memset(record.launch, 0x55, sizeof(record.launch));
	return 0;
}

static int tear_down(void **state)
{
	buffer_deinit(&text);
	return 0;
}

static void what_is_encoded_is_decoded_alike(void **state)
{
	struct birth_record back = { .time = 0 };

	assert_int_equal(birth_record_encode(&record, &text), 0);
	if (birth_record_decode(text.data, text.size, &back, &fault) < 0)
		fail_msg("%s", fault.text);
	assert_memory_equal(back.ak_name, record.ak_name, sizeof(record.ak_name));
	assert_memory_equal(back.ek_name, record.ek_name, sizeof(record.ek_name));
	assert_memory_equal(back.instance, record.instance, sizeof(record.instance));
	assert_memory_equal(back.boot_id, record.boot_id, sizeof(record.boot_id));
	assert_memory_equal(back.launch, record.launch, sizeof(record.launch));
	assert_true(back.clock.counter == UINT64_MAX);
	assert_true(back.clock.resets == UINT32_MAX);
	assert_int_equal(back.clock.restarts, 5);
	assert_true(back.is_pending);
	assert_int_equal(back.survived, 7);
	assert_int_equal(back.time, 1800000000);
	assert_int_equal(back.signature_size, 9);
	assert_memory_equal(back.signature, "signature", 9);
}

static void what_is_signed_is_the_text_without_its_signature(void **state)
{
	struct buffer unsigned_text = BUFFER_INIT(BIRTH_RECORD_SIZE_MAX);
	struct birth_record back = { .time = 0 };

	assert_int_equal(birth_record_encode(&record, &text), 0);
	assert_int_equal(birth_record_decode(text.data, text.size, &back, NULL), 0);
	record.signature_size = 0;
	assert_int_equal(birth_record_encode(&record, &unsigned_text), 0);
	assert_int_equal(back.signed_text[0].size + back.signed_text[1].size, unsigned_text.size);
	assert_memory_equal(back.signed_text[0].data, unsigned_text.data,
			    back.signed_text[0].size);
	assert_memory_equal(back.signed_text[1].data,
			    unsigned_text.data + back.signed_text[0].size,
			    back.signed_text[1].size);
	buffer_deinit(&unsigned_text);
}

static void a_text_without_a_signature_is_no_record(void **state)
{
	struct birth_record back = { .time = 42 };

	record.signature_size = 0;
	assert_int_equal(birth_record_encode(&record, &text), 0);
	assert_int_equal(birth_record_decode(text.data, text.size, &back, &fault), -EBADMSG);
	assert_int_equal(back.time, 42);
}

static void what_cannot_be_is_not_written(void **state)
{
	record.time = -1;
	assert_int_equal(birth_record_encode(&record, &text), -EINVAL);
	record.time = 0;
	record.signature_size = sizeof(record.signature) + 1;
	assert_int_equal(birth_record_encode(&record, &text), -E2BIG);
	record.signature_size = sizeof(record.signature);
	text.limit = 700;
	assert_int_equal(birth_record_encode(&record, &text), -E2BIG);
	assert_int_equal(text.size, 0);
}

static void the_largest_record_fits(void **state)
{
	record.time = INT64_MAX;
	record.survived = UINT32_MAX;
	record.signature_size = sizeof(record.signature);
	assert_int_equal(birth_record_encode(&record, &text), 0);
	assert_true(text.size < BIRTH_RECORD_SIZE_MAX);
}

static void a_longer_text_is_not_looked_at(void **state)
{
	static const char zeros[BIRTH_RECORD_SIZE_MAX + 1];

	assert_int_equal(birth_record_decode(zeros, sizeof(zeros), &record, &fault), -E2BIG);
	assert_string_equal(fault.text, "birth record: 4097 bytes, more than 4096");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_encoded_is_decoded_alike, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_is_signed_is_the_text_without_its_signature,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_text_without_a_signature_is_no_record, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_is_not_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_largest_record_fits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_longer_text_is_not_looked_at, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("birth_record", tests, NULL, NULL);
}
