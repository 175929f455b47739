/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A quote's selection and digest, against the values that came with it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/pcr_values.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/quote_pcrs.h"

/* SHA-256 of 32 bytes 0x01 and 32 bytes 0x03. */
#define DIGEST "7d87fc68f80962fa1f08c9a964bd55c07bda6d8c59de1429b520b1cfcd648146"

static uint8_t digest[32];
static struct pcr_values values;
static struct tpm_quote quote;

/* Of PCR 0 and 7. */
static int set_up(void **state)
{
	values = (struct pcr_values){
		.count = 1,
		.banks[0] = { .algorithm = HASH_SHA256, .digest_size = 32, .present = 0x81 },
	};
	memset(values.banks[0].pcrs[0], 0x01, 32);
	memset(values.banks[0].pcrs[7], 0x03, 32);
	assert_int_equal(hex_decode(DIGEST, digest, sizeof(digest)), 0);
	quote = (struct tpm_quote){
		.count = 1,
		.banks[0] = { .algorithm = HASH_SHA256, .pcrs = 0x81 },
		.digest = digest,
		.digest_size = sizeof(digest),
	};
	return 0;
}

static void the_same_pcrs_are_selected(void **state)
{
	assert_true(quote_pcrs_are_selected(&quote, &values));
	quote.banks[quote.count++].algorithm = HASH_SHA1; /* none of them */
	assert_true(quote_pcrs_are_selected(&quote, &values));
}

static void one_more_or_less_is_another_selection(void **state)
{
	quote.banks[0].pcrs = 0x83;
	assert_false(quote_pcrs_are_selected(&quote, &values));
	quote.banks[0].pcrs = 0x80;
	assert_false(quote_pcrs_are_selected(&quote, &values));
	quote.banks[0].pcrs = 0;
	assert_false(quote_pcrs_are_selected(&quote, &values));
}

static void so_is_a_bank_that_is_missing_or_stands_twice(void **state)
{
	quote.banks[quote.count++] = quote.banks[0];
	assert_false(quote_pcrs_are_selected(&quote, &values));
	quote.count = 1;
	values.banks[values.count++] = (struct pcr_values_bank){
		.algorithm = HASH_SHA1, .digest_size = 20, .present = 1,
	};
	assert_false(quote_pcrs_are_selected(&quote, &values));
	values.count = 1;
	quote.banks[0].algorithm = HASH_SHA384;
	assert_false(quote_pcrs_are_selected(&quote, &values));
}

static void nothing_selects_nothing(void **state)
{
	quote.count = 0;
	values.count = 0;
	assert_false(quote_pcrs_are_selected(&quote, &values));
}

static void the_digest_is_of_the_selected_values_in_order(void **state)
{
	assert_true(quote_pcrs_are_digested(&quote, &values, HASH_SHA256));
	values.banks[0].pcrs[1][0] = 1; /* it is not selected */
	assert_true(quote_pcrs_are_digested(&quote, &values, HASH_SHA256));
	values.banks[0].pcrs[7][31] ^= 1;
	assert_false(quote_pcrs_are_digested(&quote, &values, HASH_SHA256));
}

static void by_the_hash_that_is_named_and_of_its_size(void **state)
{
	assert_false(quote_pcrs_are_digested(&quote, &values, HASH_SHA384));
	assert_false(quote_pcrs_are_digested(&quote, &values, 0x7777));
	quote.digest_size--;
	assert_false(quote_pcrs_are_digested(&quote, &values, HASH_SHA256));
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_same_pcrs_are_selected),
		TEST(one_more_or_less_is_another_selection),
		TEST(so_is_a_bank_that_is_missing_or_stands_twice),
		TEST(nothing_selects_nothing),
		TEST(the_digest_is_of_the_selected_values_in_order),
		TEST(by_the_hash_that_is_named_and_of_its_size),
	};

	return cmocka_run_group_tests_name("quoted PCRs", tests, NULL, NULL);
}
