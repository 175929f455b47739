/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCRs in words.
 */
#include "tests/unit/unit.h"

#include "lib/format/pcr_mask.h"

static void a_mask_is_its_numbers_in_order(void **state)
{
	static const struct {
		uint32_t mask;
		const char *text;
	} rows[] = {
		{ 0, "" }, { 1, "0" }, { 1u << 23, "23" },
		{ 1u << 4 | 1u << 11 | 1u << 12, "4+11+12" },
		{ 0xff000001, "0" },	/* there are 24 */
		{ 0xffffff, "0+1+2+3+4+5+6+7+8+9+10+11+12+13+14+15+16+17+18+19+20+21+22+23" },
	};
	char text[PCR_MASK_TEXT_SIZE];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(pcr_mask_text(rows[i].mask, text), rows[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mask_is_its_numbers_in_order),
	};

	return cmocka_run_group_tests_name("pcr_mask", tests, NULL, NULL);
}
