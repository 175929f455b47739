/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Products by CPUID and by name, and AMD's pinned roots.
 */
#include "tests/unit/unit.h"

#include "lib/base/hex.h"
#include "lib/format/snp_product.h"
#include "lib/policy/amd_roots.h"

static void cpuid_tells_the_product(void **state)
{
	static const struct {
		uint8_t family, model;
		enum snp_product product;
	} cases[] = {
		{ 0x19, 0x00, SNP_PRODUCT_MILAN },   { 0x19, 0x01, SNP_PRODUCT_MILAN },
		{ 0x19, 0x0f, SNP_PRODUCT_MILAN },   { 0x19, 0x10, SNP_PRODUCT_GENOA },
		{ 0x19, 0x11, SNP_PRODUCT_GENOA },   { 0x19, 0x1f, SNP_PRODUCT_GENOA },
		{ 0x19, 0x20, SNP_PRODUCT_UNKNOWN }, { 0x19, 0x9f, SNP_PRODUCT_UNKNOWN },
		{ 0x19, 0xa0, SNP_PRODUCT_GENOA },   { 0x19, 0xaf, SNP_PRODUCT_GENOA },
		{ 0x19, 0xb0, SNP_PRODUCT_UNKNOWN }, { 0x1a, 0x02, SNP_PRODUCT_TURIN },
		{ 0x1a, 0x11, SNP_PRODUCT_TURIN },   { 0x17, 0x31, SNP_PRODUCT_UNKNOWN },
		{ 0x00, 0x00, SNP_PRODUCT_UNKNOWN },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(snp_product_from_cpuid(cases[i].family, cases[i].model),
				 cases[i].product);
}

static void names_may_have_a_stepping(void **state)
{
	assert_int_equal(snp_product_from_name("Milan"), SNP_PRODUCT_MILAN);
	assert_int_equal(snp_product_from_name("Milan-B0"), SNP_PRODUCT_MILAN);
	assert_int_equal(snp_product_from_name("Siena-B1"), SNP_PRODUCT_GENOA);
	assert_int_equal(snp_product_from_name("Bergamo"), SNP_PRODUCT_GENOA);
	assert_int_equal(snp_product_from_name("Turin"), SNP_PRODUCT_TURIN);
	assert_int_equal(snp_product_from_name("Milano"), SNP_PRODUCT_UNKNOWN);
	assert_int_equal(snp_product_from_name("Mila"), SNP_PRODUCT_UNKNOWN);
	assert_int_equal(snp_product_from_name("milan"), SNP_PRODUCT_UNKNOWN);
	assert_int_equal(snp_product_from_name(""), SNP_PRODUCT_UNKNOWN);
	assert_string_equal(snp_product_name(SNP_PRODUCT_GENOA), "Genoa");
	assert_string_equal(snp_product_name(SNP_PRODUCT_UNKNOWN), "unknown");
}

static void amds_roots_are_known_by_digest(void **state)
{
	static const struct {
		const char *digest;
		enum snp_product product;
	} cases[] = {
		{ "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
		  SNP_PRODUCT_MILAN },
		{ "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
		  SNP_PRODUCT_GENOA },
		{ "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
		  SNP_PRODUCT_TURIN },
		{ "0000000000000000000000000000000000000000000000000000000000000000",
		  SNP_PRODUCT_UNKNOWN },
	};
	uint8_t digest[AMD_ROOTS_DIGEST_SIZE];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(hex_decode(cases[i].digest, digest, sizeof(digest)), 0);
		assert_int_equal(amd_roots_find(digest), cases[i].product);
		digest[31] ^= 1;
		assert_int_equal(amd_roots_find(digest), SNP_PRODUCT_UNKNOWN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpuid_tells_the_product),
		cmocka_unit_test(names_may_have_a_stepping),
		cmocka_unit_test(amds_roots_are_known_by_digest),
	};

	return cmocka_run_group_tests_name("snp_product", tests, NULL, NULL);
}
