/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a TPM signs in a quote, good and with one thing wrong.
 */
#include "tests/unit/tpm_builder.h"

#include "lib/format/tpm_quote.h"

/* Where things begin; the signer's name has 34 bytes, the nonce 32. */
#define CLOCK_OFFSET	(6 + 36 + 34)
#define SAFE_OFFSET	(CLOCK_OFFSET + 16)
#define COUNT_OFFSET	(SAFE_OFFSET + 9)
#define SELECT_OFFSET	(COUNT_OFFSET + 6)

static struct bytes good;

static int set_up(void **state)
{
	uint8_t digest[32], name[34] = { 0, HASH_SHA256 };

	good.size = 0;
	memset(digest, 0xd1, sizeof(digest));
	put_be(&good, 0xff544347, 4);
	put_be(&good, 0x8018, 2);
	put_sized(&good, name, sizeof(name));
	put_sized(&good, digest, sizeof(digest));
	put_be(&good, 0x1122334455667788, 8);
	put_be(&good, 7, 4);
	put_be(&good, 3, 4);
	put_be(&good, 1, 1);
	put_be(&good, 0x2020031200120003, 8);
	put_be(&good, 2, 4);
	put_be(&good, HASH_SHA256, 2);
	put(&good, "\3\x81\0\x80", 4);
	put_be(&good, HASH_SHA384, 2);
	put(&good, "\3\0\1\0", 4);
	put_sized(&good, digest, sizeof(digest));
	return 0;
}

static int parse(const struct bytes *bytes, struct tpm_quote *ret, struct fault *fault)
{
	uint8_t *copy = exact_copy(bytes->data, bytes->size);
	int r = tpm_quote_parse(copy, bytes->size, ret, fault);

	free(copy);
	return r;
}

static void check(const struct tpm_quote *quote, const uint8_t *begin)
{
	assert_ptr_equal(quote->whole, begin);
	assert_int_equal(quote->whole_size, good.size);
	assert_int_equal(quote->qualified_signer_size, 34);
	assert_ptr_equal(quote->qualified_signer, begin + 8);
	assert_int_equal(quote->nonce_size, 32);
	assert_int_equal(quote->nonce[31], 0xd1);
	assert_true(quote->clock == 0x1122334455667788);
	assert_int_equal(quote->reset_count, 7);
	assert_int_equal(quote->restart_count, 3);
	assert_true(quote->is_safe);
	assert_true(quote->firmware_version == 0x2020031200120003);
	assert_int_equal(quote->count, 2);
	assert_int_equal(quote->banks[0].algorithm, HASH_SHA256);
	assert_int_equal(quote->banks[0].pcrs, 0x800081);
	assert_int_equal(quote->banks[1].algorithm, HASH_SHA384);
	assert_int_equal(quote->banks[1].pcrs, 0x100);
	assert_int_equal(quote->digest_size, 32);
}

static void all_of_it_is_read(void **state)
{
	struct tpm_quote quote;

	assert_int_equal(tpm_quote_parse(good.data, good.size, &quote, NULL), 0);
	check(&quote, good.data);
}

static void the_sized_form_is_read_and_its_size_is_not_signed(void **state)
{
	struct bytes sized = { .size = 0 };
	struct tpm_quote quote;

	put_sized(&sized, good.data, good.size);
	assert_int_equal(tpm_quote_parse(sized.data, sized.size, &quote, NULL), 0);
	check(&quote, sized.data + 2);
}

static void a_clock_that_is_not_safe_is_told(void **state)
{
	struct tpm_quote quote;

	set_be(&good, SAFE_OFFSET, 0, 1);
	assert_int_equal(tpm_quote_parse(good.data, good.size, &quote, NULL), 0);
	assert_false(quote.is_safe);
}

static void every_other_length_is_refused(void **state)
{
	const size_t whole = good.size;
	struct tpm_quote quote = { .count = 77 };

	for (good.size = 0; good.size < whole; good.size++)
		assert_int_equal(parse(&good, &quote, NULL), -EBADMSG);
	good.size = whole + 1;
	assert_int_equal(parse(&good, &quote, NULL), -EBADMSG);
	assert_int_equal(quote.count, 77);
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct {
		size_t offset, width;
		uint64_t value;
		const char *reason;
	} changes[] = {
		{ 0, 4, 0xff544348, "quote: this is not what a TPM signs in one" },
		/* A certification. */
		{ 4, 2, 0x8017, "quote: this is not what a TPM signs in one" },
		{ SAFE_OFFSET, 1, 2, "quote: whether its clock is safe is neither yes nor no" },
		{ SAFE_OFFSET, 1, 0xff, "quote: whether its clock is safe is neither yes nor no" },
		{ COUNT_OFFSET, 4, 17, "quote: its selection of PCRs makes no sense" },
		{ COUNT_OFFSET, 4, 0xffffffff, "quote: its selection of PCRs makes no sense" },
		{ SELECT_OFFSET, 1, 5, "quote: its selection of PCRs makes no sense" },
		{ COUNT_OFFSET, 4, 1, "quote: it is cut off, or something follows it" },
		{ 6, 2, 69, "quote: its signer's name or its nonce is too long for one" },
		{ 42, 2, 67, "quote: its signer's name or its nonce is too long for one" },
	};
	struct tpm_quote quote;
	struct bytes bytes;
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct fault fault = FAULT_NONE;

		bytes = good;
		set_be(&bytes, changes[i].offset, changes[i].value, changes[i].width);
		assert_int_equal(parse(&bytes, &quote, &fault), -EBADMSG);
		assert_string_equal(fault.text, changes[i].reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(all_of_it_is_read, set_up),
		cmocka_unit_test_setup(the_sized_form_is_read_and_its_size_is_not_signed, set_up),
		cmocka_unit_test_setup(a_clock_that_is_not_safe_is_told, set_up),
		cmocka_unit_test_setup(every_other_length_is_refused, set_up),
		cmocka_unit_test_setup(what_cannot_be_is_refused, set_up),
	};

	return cmocka_run_group_tests_name("tpm_quote", tests, NULL, NULL);
}
