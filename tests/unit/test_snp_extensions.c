/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AMD's certificate extensions: each is read from its one encoding, once.
 */
#include "tests/unit/unit.h"

#include "lib/format/snp_extensions.h"

static struct snp_extensions extensions;
static struct fault fault;

static int reset(void **state)
{
	fault = FAULT_NONE;
	memset(&extensions, 0, sizeof(extensions));
	return 0;
}

/* Takes AMD's extension @kind; @spl is the last number of a patch level's OID, or 0. */
static int take(uint8_t kind, uint8_t spl, const void *value, size_t size)
{
	const uint8_t oid[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01, kind, spl };
	uint8_t *exact = exact_copy(value, size);
	int r = snp_extensions_take(&extensions, oid, spl ? 10 : 9, exact, size, &fault);

	free(exact);
	return r;
}

static void take_all(const char *product, uint8_t product_size)
{
	static const uint8_t spls[] = { 1, 2, 3, 8 };
	uint8_t text[32] = { 0x16, product_size };
	size_t i;

	memcpy(text + 2, product, product_size);
	assert_int_equal(take(1, 0, "\x02\x01\x00", 3), 0);
	assert_int_equal(take(2, 0, text, 2u + product_size), 0);
	for (i = 0; i < sizeof(spls); i++)
		assert_int_equal(take(3, spls[i], (uint8_t[]){ 2, 1, spls[i] }, 3), 0);
}

static void a_vcek_names_its_chip(void **state)
{
	uint8_t hwid[64];

	memset(hwid, 0x55, sizeof(hwid));
	take_all("Genoa-B1", 8);
	assert_int_equal(take(4, 0, hwid, sizeof(hwid)), 0);
	assert_int_equal(snp_extensions_end(&extensions, &fault), 0);
	assert_int_equal(extensions.product, SNP_PRODUCT_GENOA);
	assert_string_equal(extensions.product_name, "Genoa-B1");
	assert_int_equal(extensions.tcb.bootloader, 1);
	assert_int_equal(extensions.tcb.tee, 2);
	assert_int_equal(extensions.tcb.snp, 3);
	assert_int_equal(extensions.tcb.microcode, 8);
	assert_int_equal(extensions.hwid_size, 64);
	assert_memory_equal(extensions.hwid, hwid, 64);
	assert_string_equal(extensions.csp_id, "");
}

static void a_vlek_names_its_cloud(void **state)
{
	take_all("Milan", 5);
	assert_int_equal(take(5, 0, "\x16\x03" "csp", 5), 0);
	assert_int_equal(snp_extensions_end(&extensions, &fault), 0);
	assert_string_equal(extensions.csp_id, "csp");
	assert_int_equal(extensions.hwid_size, 0);
}

static void turin_has_an_fmc_and_a_short_chip_id(void **state)
{
	take_all("Turin", 5);
	assert_int_equal(take(4, 0, "01234567", 8), 0);
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "(9) is missing"));
	assert_int_equal(take(3, 9, "\x02\x01\x09", 3), 0);
	assert_int_equal(snp_extensions_end(&extensions, &fault), 0);
	assert_int_equal(extensions.tcb.fmc, 9);
	assert_int_equal(extensions.hwid_size, 8);
}

static void a_chip_id_may_be_an_octet_string(void **state)
{
	assert_int_equal(take(4, 0, "\x04\x08" "01234567", 10), 0);
	assert_memory_equal(extensions.hwid, "01234567", 8);
	assert_int_equal(extensions.hwid_size, 8);
}

static void an_integer_has_one_encoding(void **state)
{
	static const struct {
		uint8_t value[6];
		size_t size;
		int number;	/* -1: refused */
	} cases[] = {
		{ { 2, 1, 0 }, 3, 0 },		  { { 2, 1, 0x7f }, 3, 0x7f },
		{ { 2, 2, 0, 0x80 }, 4, 0x80 },	  { { 2, 2, 0, 0xff }, 4, 0xff },
		{ { 2, 2, 0, 0x7f }, 4, -1 },	  { { 2, 1, 0x80 }, 3, -1 },
		{ { 2, 2, 1, 0 }, 4, -1 },	  { { 2, 3, 0, 0, 0x80 }, 5, -1 },
		{ { 2, 0 }, 2, -1 },		  { { 2, 0x81, 1, 1 }, 4, -1 },
		{ { 3, 1, 1 }, 3, -1 },		  { { 2, 1, 1, 0 }, 4, -1 },
		{ { 2, 2, 0 }, 3, -1 },		  { { 2, 1 }, 2, -1 },
		{ { 2 }, 1, -1 },		  { { 0 }, 0, -1 },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&extensions, 0, sizeof(extensions));
		assert_int_equal(take(3, 8, cases[i].value, cases[i].size),
				 cases[i].number < 0 ? -EBADMSG : 0);
		if (cases[i].number >= 0)
			assert_int_equal(extensions.spl[8], cases[i].number);
	}
	assert_non_null(strstr(fault.text, "'patch level' (8) is not in the one form"));
}

static void a_text_is_short_and_printable(void **state)
{
	uint8_t longest[2 + SNP_EXTENSIONS_TEXT_MAX] = { 0x16, SNP_EXTENSIONS_TEXT_MAX - 1 };

	memset(longest + 2, 'x', sizeof(longest) - 2);
	assert_int_equal(take(2, 0, "\x0c\x05Milan", 7), -EBADMSG);
	assert_int_equal(take(2, 0, "\x16\x05Mila", 6), -EBADMSG);
	assert_int_equal(take(2, 0, "\x16\x05Milano", 8), -EBADMSG);
	assert_int_equal(take(2, 0, "\x16\x00", 2), -EBADMSG);
	assert_int_equal(take(2, 0, "\x16\x05Mil\x1bn", 7), -EBADMSG);
	longest[1]++;
	assert_int_equal(take(2, 0, longest, sizeof(longest)), -EBADMSG);
	longest[1]--;
	assert_int_equal(take(2, 0, longest, sizeof(longest) - 1), 0);
	assert_int_equal(strlen(extensions.product_name), SNP_EXTENSIONS_TEXT_MAX - 1);
}

static void a_chip_id_of_another_length_is_refused(void **state)
{
	uint8_t hwid[80] = { 0x04, 0x40 };
	size_t size;

	for (size = 0; size <= sizeof(hwid); size++) {
		memset(&extensions, 0, sizeof(extensions));
		assert_int_equal(take(4, 0, hwid, size),
				 size == 8 || size == 64 || size == 66 ? 0 : -EBADMSG);
	}
}

static void what_is_there_twice_is_refused(void **state)
{
	assert_int_equal(take(3, 1, "\x02\x01\x01", 3), 0);
	assert_int_equal(take(3, 1, "\x02\x01\x01", 3), -EBADMSG);
	assert_non_null(strstr(fault.text, "is there twice"));
	assert_int_equal(take(3, 2, "\x02\x01\x01", 3), 0);
}

static void what_is_not_amds_is_passed_over(void **state)
{
	static const uint8_t other[] = { 0x55, 0x1d, 0x13 };

	assert_int_equal(snp_extensions_take(&extensions, other, 3, "", 0, &fault), 0);
	assert_int_equal(snp_extensions_take(&extensions, other, 0, "", 0, &fault), 0);
	assert_int_equal(take(6, 0, "", 0), 0);
	assert_int_equal(take(3, 0, "", 0), 0);
	assert_int_equal(take(3, 10, "", 0), 0);
	assert_int_equal(take(1, 1, "", 0), 0);
	assert_int_equal(extensions.found, 0);
}

static void what_is_missing_or_contradicts_is_refused(void **state)
{
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "'structure version' is missing"));
	take_all("Rome", 4);
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EOPNOTSUPP);
	assert_string_equal(fault.text, "the product 'Rome' is not known");
	reset(state);
	take_all("Milan", 5);
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "neither a chip nor a cloud"));
	assert_int_equal(take(4, 0, "01234567", 8), 0);
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EBADMSG);
	assert_string_equal(fault.text, "the chip id has 8 bytes, which Milan has not");
	assert_int_equal(take(5, 0, "\x16\x01x", 3), 0);
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "both a chip and a cloud"));
	assert_int_equal(take(3, 9, "\x02\x01\x00", 3), 0);
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "of no use for Milan"));
	assert_int_equal(take(3, 5, "\x02\x01\x01", 3), 0);
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EBADMSG);
	assert_string_equal(fault.text, "AMD's reserved patch level 5 is 1, not 0");
	extensions.version = 2;
	assert_int_equal(snp_extensions_end(&extensions, &fault), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_vcek_names_its_chip, reset),
		cmocka_unit_test_setup(a_vlek_names_its_cloud, reset),
		cmocka_unit_test_setup(turin_has_an_fmc_and_a_short_chip_id, reset),
		cmocka_unit_test_setup(a_chip_id_may_be_an_octet_string, reset),
		cmocka_unit_test_setup(an_integer_has_one_encoding, reset),
		cmocka_unit_test_setup(a_text_is_short_and_printable, reset),
		cmocka_unit_test_setup(a_chip_id_of_another_length_is_refused, reset),
		cmocka_unit_test_setup(what_is_there_twice_is_refused, reset),
		cmocka_unit_test_setup(what_is_not_amds_is_passed_over, reset),
		cmocka_unit_test_setup(what_is_missing_or_contradicts_is_refused, reset),
	};

	return cmocka_run_group_tests_name("snp_extensions", tests, NULL, NULL);
}
