/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Patch levels out of TCB_VERSION, product by product.
 */
#include "tests/unit/unit.h"

#include "lib/format/tcb.h"

static void milan_and_genoa_share_a_layout(void **state)
{
	static const enum snp_product products[] = { SNP_PRODUCT_MILAN, SNP_PRODUCT_GENOA };
	char text[TCB_TEXT_MAX];
	struct tcb tcb;
	size_t i;

	for (i = 0; i < 2; i++) {
		assert_int_equal(tcb_decode(products[i], 0xdb18000000000704, &tcb), 0);
		assert_string_equal(tcb_format(products[i], &tcb, text),
				    "boot loader 4, TEE 7, SNP 24, microcode 219");
	}
}

static void turin_begins_with_the_fmc(void **state)
{
	char text[TCB_TEXT_MAX];
	struct tcb tcb;

	assert_int_equal(tcb_decode(SNP_PRODUCT_TURIN, 0x5100000004030201, &tcb), 0);
	assert_string_equal(tcb_format(SNP_PRODUCT_TURIN, &tcb, text),
			    "FMC 1, boot loader 2, TEE 3, SNP 4, microcode 81");
	assert_int_equal(tcb_decode(SNP_PRODUCT_TURIN, 0xff000000ffffffff, &tcb), 0);
	assert_string_equal(tcb_format(SNP_PRODUCT_TURIN, &tcb, text),
			    "FMC 255, boot loader 255, TEE 255, SNP 255, microcode 255");
}

static void reserved_bytes_must_be_zero(void **state)
{
	static const uint8_t reserved[3][8] = {
		[SNP_PRODUCT_MILAN - 1] = { 0, 0, 1, 1, 1, 1, 0, 0 },
		[SNP_PRODUCT_GENOA - 1] = { 0, 0, 1, 1, 1, 1, 0, 0 },
		[SNP_PRODUCT_TURIN - 1] = { 0, 0, 0, 0, 1, 1, 1, 0 },
	};
	enum snp_product product;
	unsigned int byte;

	for (product = SNP_PRODUCT_MILAN; product <= SNP_PRODUCT_TURIN; product++)
		for (byte = 0; byte < 8; byte++) {
			struct tcb tcb = { .snp = 77 };
			int r = tcb_decode(product, 1ull << (8 * byte), &tcb);

			assert_int_equal(r, reserved[product - 1][byte] ? -EBADMSG : 0);
			assert_int_equal(tcb.snp == 77, r < 0);
		}
}

static void an_unknown_product_has_no_layout(void **state)
{
	struct tcb tcb;

	assert_int_equal(tcb_decode(SNP_PRODUCT_UNKNOWN, 0, &tcb), -EOPNOTSUPP);
}

static void every_level_counts(void **state)
{
	const struct tcb tcb = { 1, 2, 3, 4, 5 };
	unsigned int i;

	assert_true(tcb_equal(&tcb, &tcb));
	for (i = 0; i < sizeof(tcb); i++) {
		struct tcb other = tcb;

		((uint8_t *)&other)[i]++;
		assert_false(tcb_equal(&tcb, &other));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(milan_and_genoa_share_a_layout),
		cmocka_unit_test(turin_begins_with_the_fmc),
		cmocka_unit_test(reserved_bytes_must_be_zero),
		cmocka_unit_test(an_unknown_product_has_no_layout),
		cmocka_unit_test(every_level_counts),
	};

	return cmocka_run_group_tests_name("tcb", tests, NULL, NULL);
}
