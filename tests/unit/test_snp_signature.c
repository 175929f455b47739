/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The form of a report's signature: R and S from 1 to the order of P-384 less 1, and
 * zeros everywhere else.
 */
#include "tests/unit/unit.h"

#include "lib/policy/snp_signature.h"

/* The order of P-384 (FIPS 186-5, SP 800-186), least significant byte first. */
static const uint8_t order[48] = {
	0x73, 0x29, 0xc5, 0xcc, 0x6a, 0x19, 0xec, 0xec, 0x7a, 0xa7, 0xb0, 0x48,
	0xb2, 0x0d, 0x1a, 0x58, 0xdf, 0x2d, 0x37, 0xf4, 0x81, 0x4d, 0x63, 0xc7,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
};

static uint8_t signature[SNP_REPORT_SIGNATURE_SIZE];
static struct fault fault;

static int reset(void **state)
{
	fault = FAULT_NONE;
	memset(signature, 0, sizeof(signature));
	signature[0] = signature[72] = 1;
	return 0;
}

static void assert_refused(const char *reason)
{
	assert_int_equal(snp_signature_check_form(signature, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, reason);
}

static void the_bounds_are_in_range(void **state)
{
	assert_int_equal(snp_signature_check_form(signature, NULL), 0);
	memcpy(signature, order, sizeof(order));
	memcpy(signature + 72, order, sizeof(order));
	signature[0]--;
	signature[72]--;
	assert_int_equal(snp_signature_check_form(signature, NULL), 0);
}

static void zero_is_refused(void **state)
{
	signature[0] = 0;
	assert_refused("R is zero");
	signature[0] = 1;
	signature[72] = 0;
	assert_refused("S is zero");
}

static void the_order_and_more_is_refused(void **state)
{
	memcpy(signature, order, sizeof(order));
	assert_refused("R is not below the order of the curve");
	signature[0]++;
	assert_refused("R is not below the order of the curve");
	memset(signature, 0, 48);
	signature[0] = 1;
	memcpy(signature + 72, order, sizeof(order));
	assert_refused("S is not below the order of the curve");
}

static void padding_must_be_zero(void **state)
{
	size_t i;

	for (i = 48; i < 72; i++) {
		signature[i] = 0x80;
		assert_refused("the padding of R is not zero");
		signature[i] = 0;
		signature[72 + i] = 1;
		assert_refused("the padding of S is not zero");
		signature[72 + i] = 0;
	}
	for (i = 144; i < sizeof(signature); i++) {
		signature[i] = 1;
		assert_refused("the bytes behind R and S are not zero");
		signature[i] = 0;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_bounds_are_in_range, reset),
		cmocka_unit_test_setup(zero_is_refused, reset),
		cmocka_unit_test_setup(the_order_and_more_is_refused, reset),
		cmocka_unit_test_setup(padding_must_be_zero, reset),
	};

	return cmocka_run_group_tests_name("snp_signature", tests, NULL, NULL);
}
