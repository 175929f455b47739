/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GUIDs: mixed byte order on the wire, one text form, and nothing like it.
 */
#include "tests/unit/unit.h"

#include "lib/format/guid.h"

#define TEXT	"00112233-4455-6677-8899-aabbccddeeff"

static const struct guid guid =
	GUID_INIT(0x00112233, 0x4455, 0x6677, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff);

static void the_first_three_fields_are_little_endian(void **state)
{
	static const uint8_t wire[GUID_SIZE] = { 0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66,
						 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };

	assert_memory_equal(guid.bytes, wire, GUID_SIZE);
}

static void text_and_bytes_are_each_others_inverse(void **state)
{
	char text[GUID_TEXT_SIZE];
	struct guid parsed;

	assert_string_equal(guid_format(&guid, text), TEXT);
	assert_int_equal(guid_parse(TEXT, &parsed), 0);
	assert_true(guid_is_equal(&guid, &parsed));
	assert_int_equal(guid_parse("00112233-4455-6677-8899-AABBCCDDEEFF", &parsed), 0);
	assert_true(guid_is_equal(&guid, &parsed));
}

static void swapping_gives_the_text_order_and_undoes_itself(void **state)
{
	struct guid swapped = guid_swap(&guid), back = guid_swap(&swapped);

	assert_int_equal(swapped.bytes[0], 0x00);
	assert_int_equal(swapped.bytes[3], 0x33);
	assert_int_equal(swapped.bytes[15], 0xff);
	assert_true(guid_is_equal(&guid, &back));
}

static void what_is_no_guid_is_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"00112233445566778899aabbccddeeff",
		"00112233-4455-6677-8899-aabbccddeef",
		"00112233-4455-6677-8899-aabbccddeefff",
		"0011223-34455-6677-8899-aabbccddeeff",
		"00112233-4455-6677-8899-aabbccddeegg",
		"{0112233-4455-6677-8899-aabbccddeef}",
		"00112233 4455-6677-8899-aabbccddeeff",
	};
	struct guid parsed = GUID_NULL;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(guid_parse(cases[i], &parsed), -EBADMSG);
		assert_true(guid_is_null(&parsed));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_three_fields_are_little_endian),
		cmocka_unit_test(text_and_bytes_are_each_others_inverse),
		cmocka_unit_test(swapping_gives_the_text_order_and_undoes_itself),
		cmocka_unit_test(what_is_no_guid_is_refused),
	};

	return cmocka_run_group_tests_name("guid", tests, NULL, NULL);
}
