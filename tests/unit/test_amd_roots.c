/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AMD's roots: the three figures once more, as they are published, and nothing beside them.
 */
#include "tests/unit/unit.h"

#include "lib/base/hex.h"
#include "lib/format/snp_product.h"
#include "lib/policy/amd_roots.h"

static const struct {
	enum snp_product product;
	const char *digest;	/* SHA-256 of the certificate's DER */
} certs[] = {
	{ SNP_PRODUCT_MILAN, "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd" },
	{ SNP_PRODUCT_GENOA, "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1" },
	{ SNP_PRODUCT_TURIN, "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a" },
	/* The intermediates SEV-Milan, SEV-VLEK-Genoa and SEV-Turin are no roots. */
	{ SNP_PRODUCT_UNKNOWN, "67d303bd3905fd38db8b20e0793699870e7fa612eaad5dec358293fd8c0bac1b" },
	{ SNP_PRODUCT_UNKNOWN, "197e610743a917d6b9bb982a5a9226ccc0a15b611be0619e626aca9151457372" },
	{ SNP_PRODUCT_UNKNOWN, "5b77ef5fe7a7a004fd9032668fba9d0fda22f88c4442069a479636a6ae3b3185" },
};

static void the_three_published_figures_are_pinned(void **state)
{
	uint8_t digest[AMD_ROOTS_DIGEST_SIZE];
	size_t i;

	for (i = 0; i < sizeof(certs) / sizeof(certs[0]); i++) {
		assert_true(hex_decode(certs[i].digest, digest, sizeof(digest)) >= 0);
		assert_int_equal(amd_roots_find(digest), certs[i].product);
	}
}

static void every_bit_of_a_figure_counts(void **state)
{
	uint8_t digest[AMD_ROOTS_DIGEST_SIZE] = { 0 };
	size_t i, bit;

	assert_int_equal(amd_roots_find(digest), SNP_PRODUCT_UNKNOWN);
	for (i = 0; i < 3; i++)
		for (bit = 0; bit < 8 * sizeof(digest); bit++) {
			assert_true(hex_decode(certs[i].digest, digest, sizeof(digest)) >= 0);
			digest[bit / 8] ^= 1u << bit % 8;
			assert_int_equal(amd_roots_find(digest), SNP_PRODUCT_UNKNOWN);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_three_published_figures_are_pinned),
		cmocka_unit_test(every_bit_of_a_figure_counts),
	};

	return cmocka_run_group_tests_name("amd_roots", tests, NULL, NULL);
}
