/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hexadecimal text: digits in either case, the exact length, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/base/hex.h"

static void encodes_in_lower_case_and_decodes_either(void **state)
{
	static const uint8_t bytes[] = { 0x00, 0x9f, 0xa0, 0xff };
	char text[HEX_TEXT_SIZE(sizeof(bytes))];
	uint8_t back[sizeof(bytes)];

	assert_string_equal(hex_encode(bytes, sizeof(bytes), text), "009fa0ff");
	assert_int_equal(hex_decode(text, back, sizeof(back)), 0);
	assert_memory_equal(back, bytes, sizeof(bytes));
	assert_int_equal(hex_decode("009FA0Ff", back, sizeof(back)), 0);
	assert_memory_equal(back, bytes, sizeof(bytes));
}

static void anything_else_is_refused_and_the_output_untouched(void **state)
{
	static const struct {
		const char *text;
		int error;
	} cases[] = {
		{ "", -EMSGSIZE },	{ "0", -EMSGSIZE },	{ "000", -EMSGSIZE },
		{ "00000", -EMSGSIZE },	{ "000g", -EBADMSG },	{ " 000", -EBADMSG },
		{ "+000", -EBADMSG },	{ "0x00", -EBADMSG },	{ "00:0", -EBADMSG },
		{ "00\n0", -EBADMSG },	{ "00\xc3\xa4", -EBADMSG },
	};
	uint8_t bytes[2] = { 0x55, 0xaa };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(hex_decode(cases[i].text, bytes, sizeof(bytes)), cases[i].error);
		assert_int_equal(bytes[0], 0x55);
		assert_int_equal(bytes[1], 0xaa);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_in_lower_case_and_decodes_either),
		cmocka_unit_test(anything_else_is_refused_and_the_output_untouched),
	};

	return cmocka_run_group_tests_name("hex", tests, NULL, NULL);
}
