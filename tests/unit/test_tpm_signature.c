/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signatures as a TPM writes them.
 */
#include "tests/unit/tpm_builder.h"

#include "lib/format/tpm_signature.h"

static void put_rsa(struct bytes *bytes)
{
	uint8_t number[256];

	memset(number, 0x5a, sizeof(number));
	put_be(bytes, TPM_SCHEME_RSAPSS, 2);
	put_be(bytes, HASH_SHA384, 2);
	put_sized(bytes, number, sizeof(number));
}

static void put_ecdsa(struct bytes *bytes)
{
	uint8_t r[32] = { 1 }, s[32] = { 2 };

	put_be(bytes, TPM_SCHEME_ECDSA, 2);
	put_be(bytes, HASH_SHA256, 2);
	put_sized(bytes, r, sizeof(r));
	put_sized(bytes, s, sizeof(s));
}

static int parse(const struct bytes *bytes, struct tpm_signature *ret, struct fault *fault)
{
	uint8_t *copy = exact_copy(bytes->data, bytes->size);
	int r = tpm_signature_parse(copy, bytes->size, ret, fault);

	free(copy);
	return r;
}

static void an_rsa_signature_is_read(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct tpm_signature signature;

	put_rsa(&bytes);
	assert_int_equal(tpm_signature_parse(bytes.data, bytes.size, &signature, NULL), 0);
	assert_int_equal(signature.algorithm, TPM_SCHEME_RSAPSS);
	assert_int_equal(signature.hash, HASH_SHA384);
	assert_int_equal(signature.rsa_size, 256);
	assert_ptr_equal(signature.rsa, bytes.data + 6);
	assert_null(signature.r);
}

static void an_ecdsa_signature_is_read(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct tpm_signature signature;

	put_ecdsa(&bytes);
	assert_int_equal(tpm_signature_parse(bytes.data, bytes.size, &signature, NULL), 0);
	assert_int_equal(signature.algorithm, TPM_SCHEME_ECDSA);
	assert_int_equal(signature.r_size, 32);
	assert_int_equal(signature.r[0], 1);
	assert_int_equal(signature.s_size, 32);
	assert_int_equal(signature.s[0], 2);
	assert_null(signature.rsa);
}

static void every_other_length_is_refused(void **state)
{
	struct tpm_signature signature = { .hash = 77 };
	struct bytes rsa = { .size = 0 }, ecdsa = { .size = 0 };
	size_t whole;

	put_rsa(&rsa);
	put_ecdsa(&ecdsa);
	for (whole = rsa.size, rsa.size = 0; rsa.size < whole; rsa.size++)
		assert_int_equal(parse(&rsa, &signature, NULL), -EBADMSG);
	for (whole = ecdsa.size, ecdsa.size = 0; ecdsa.size < whole; ecdsa.size++)
		assert_int_equal(parse(&ecdsa, &signature, NULL), -EBADMSG);
	rsa.size = 6 + 256 + 1;
	ecdsa.size++;
	assert_int_equal(parse(&rsa, &signature, NULL), -EBADMSG);
	assert_int_equal(parse(&ecdsa, &signature, NULL), -EBADMSG);
	rsa.size = TPM_SIGNATURE_SIZE_MAX + 1;
	assert_int_equal(parse(&rsa, &signature, NULL), -E2BIG);
	assert_int_equal(signature.hash, 77);
}

static void other_algorithms_are_refused(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct fault fault = FAULT_NONE;
	struct tpm_signature signature;

	put_rsa(&bytes);
	set_be(&bytes, 0, 0x0005, 2); /* HMAC */
	assert_int_equal(parse(&bytes, &signature, &fault), -EOPNOTSUPP);
	assert_string_equal(fault.text,
			    "signature: 0x0005 is none of RSASSA, RSAPSS and ECDSA");
	set_be(&bytes, 0, TPM_SCHEME_RSASSA, 2);
	set_be(&bytes, 2, TPM_NO_ALGORITHM, 2);
	assert_int_equal(parse(&bytes, &signature, &fault), -EOPNOTSUPP);
	assert_string_equal(fault.text, "signature: hash 0x0010 is not known");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_rsa_signature_is_read),
		cmocka_unit_test(an_ecdsa_signature_is_read),
		cmocka_unit_test(every_other_length_is_refused),
		cmocka_unit_test(other_algorithms_are_refused),
	};

	return cmocka_run_group_tests_name("tpm_signature", tests, NULL, NULL);
}
