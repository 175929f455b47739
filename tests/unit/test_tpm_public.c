/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Public areas, good and with one thing wrong.
 */
#include <stdbool.h>

#include "tests/unit/tpm_builder.h"

#include "lib/format/tpm_public.h"

#define EK_SIZE		314
#define ECC_SIZE	(2 + 2 + 4 + 2 + 2 + 4 + 2 + 2 + 34 + 34)

/* An ECC key whose numbers nobody looks at. */
static void put_ecc(struct bytes *bytes)
{
	uint8_t number[32];

	memset(number, 0xec, sizeof(number));
	put_be(bytes, TPM_KEY_ECC, 2);
	put_be(bytes, HASH_SHA256, 2);
	put_be(bytes, BUILDER_AK_ATTRIBUTES, 4);
	put_be(bytes, 0, 2);
	put_be(bytes, TPM_NO_ALGORITHM, 2);
	put_be(bytes, TPM_SCHEME_ECDSA, 2);
	put_be(bytes, HASH_SHA256, 2);
	put_be(bytes, TPM_CURVE_P256, 2);
	put_be(bytes, TPM_NO_ALGORITHM, 2);
	put_sized(bytes, number, sizeof(number));
	put_sized(bytes, number, sizeof(number));
}

static void put_ek(struct bytes *bytes)
{
	uint8_t modulus[256];

	memset(modulus, 0x9a, sizeof(modulus));
	put_ek_public(bytes, modulus);
}

static int parse(const struct bytes *bytes, struct tpm_public *ret, struct fault *fault)
{
	uint8_t *copy = exact_copy(bytes->data, bytes->size);
	int r = tpm_public_parse(copy, bytes->size, ret, fault);

	if (!r) {
		assert_ptr_equal(ret->whole, copy);
		assert_int_equal(ret->whole_size, bytes->size);
	}
	free(copy);
	return r;
}

static void an_ek_is_read(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct tpm_public public;

	put_ek(&bytes);
	assert_int_equal(bytes.size, EK_SIZE);
	assert_int_equal(tpm_public_parse(bytes.data, bytes.size, &public, NULL), 0);
	assert_int_equal(public.type, TPM_KEY_RSA);
	assert_int_equal(public.name_algorithm, HASH_SHA256);
	assert_int_equal(public.attributes, BUILDER_EK_ATTRIBUTES);
	assert_int_equal(public.policy_size, 32);
	assert_int_equal(public.policy[0], 0x83);
	assert_int_equal(public.symmetric, TPM_CIPHER_AES);
	assert_int_equal(public.symmetric_bits, 128);
	assert_int_equal(public.symmetric_mode, TPM_CIPHER_CFB);
	assert_int_equal(public.scheme, TPM_NO_ALGORITHM);
	assert_int_equal(public.scheme_hash, 0);
	assert_int_equal(public.bits, 2048);
	assert_int_equal(public.exponent, 0);
	assert_int_equal(public.modulus_size, 256);
	assert_ptr_equal(public.modulus, bytes.data + EK_SIZE - 256);
}

static void an_ecc_key_is_read(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct tpm_public public;

	put_ecc(&bytes);
	assert_int_equal(bytes.size, ECC_SIZE);
	assert_int_equal(tpm_public_parse(bytes.data, bytes.size, &public, NULL), 0);
	assert_int_equal(public.type, TPM_KEY_ECC);
	assert_int_equal(public.policy_size, 0);
	assert_int_equal(public.symmetric, TPM_NO_ALGORITHM);
	assert_int_equal(public.scheme, TPM_SCHEME_ECDSA);
	assert_int_equal(public.scheme_hash, HASH_SHA256);
	assert_int_equal(public.curve, TPM_CURVE_P256);
	assert_int_equal(public.x_size, 32);
	assert_int_equal(public.y_size, 32);
	assert_ptr_equal(public.x, bytes.data + ECC_SIZE - 66);
	assert_ptr_equal(public.y, bytes.data + ECC_SIZE - 32);
}

static void every_other_length_is_refused(void **state)
{
	struct tpm_public public = { .bits = 77 };
	struct bytes ek = { .size = 0 }, ecc = { .size = 0 };

	put_ek(&ek);
	put_ecc(&ecc);
	for (ek.size = 0; ek.size < EK_SIZE; ek.size++)
		assert_int_equal(parse(&ek, &public, NULL), -EBADMSG);
	for (ecc.size = 0; ecc.size < ECC_SIZE; ecc.size++)
		assert_int_equal(parse(&ecc, &public, NULL), -EBADMSG);
	ek.size = EK_SIZE + 1;
	ecc.size = ECC_SIZE + 1;
	assert_int_equal(parse(&ek, &public, NULL), -EBADMSG);
	assert_int_equal(parse(&ecc, &public, NULL), -EBADMSG);
	ek.size = TPM_PUBLIC_SIZE_MAX + 1;
	assert_int_equal(parse(&ek, &public, NULL), -E2BIG);
	assert_int_equal(public.bits, 77);
}

struct change {
	bool is_ecc;
	size_t offset;
	uint64_t value;	/* u16 there */
	int error;
	const char *reason;
};

static const struct change changes[] = {
	{ false, 0, 0x0008, -EOPNOTSUPP, "public area: type 0x0008 is neither RSA nor ECC" },
	{ false, 2, 0x0010, -EOPNOTSUPP,
	  "public area: the hash of its name, 0x0010, is not known" },
	{ false, 2, HASH_SHA384, -EBADMSG,
	  "public area: a policy of 32 bytes is no digest of sha384" },
	{ false, 42, 0x0026, -EOPNOTSUPP, "public area: cipher 0x0026 is not known" },
	{ false, 48, 0x0001, -EOPNOTSUPP, "public area: scheme 0x0001 is not known" },
	{ false, 50, 4104, -E2BIG, "public area: RSA of 4104 bits, more than 4096" },
	{ false, 50, 0, -EBADMSG, "public area: its modulus of 256 bytes is not of 0 bits" },
	{ false, 50, 2047, -EBADMSG, "public area: its modulus of 256 bytes is not of 2047 bits" },
	{ false, 50, 1024, -EBADMSG, "public area: its modulus of 256 bytes is not of 1024 bits" },
	{ false, 58, 0x7fff, -EBADMSG,
	  "public area: its modulus of 256 bytes is not of 2048 bits" },
	{ true, 14, 0x0000, -EOPNOTSUPP,
	  "public area: the hash of its scheme, 0x0000, is not known" },
	{ true, 12, 0x001a, -EOPNOTSUPP, "public area: scheme 0x001a is not known" },
	{ true, 16, 0x0001, -EOPNOTSUPP, "public area: curve 0x0001 is neither P-256 nor P-384" },
	{ true, 18, 0x0020, -EOPNOTSUPP, "public area: key derivation 0x0020 is not known" },
};

static void what_cannot_be_is_refused(void **state)
{
	struct fault fault;
	struct bytes bytes;
	struct tpm_public public = { .bits = 77 };
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		bytes.size = 0;
		fault = FAULT_NONE;
		if (changes[i].is_ecc)
			put_ecc(&bytes);
		else
			put_ek(&bytes);
		set_be(&bytes, changes[i].offset, changes[i].value, 2);
		assert_int_equal(parse(&bytes, &public, &fault), changes[i].error);
		assert_string_equal(fault.text, changes[i].reason);
	}
	assert_int_equal(public.bits, 77);
}

/* Coordinates of P-384's size on P-256, and none. */
static void coordinates_are_of_their_curve(void **state)
{
	static const size_t sizes[] = { 48, 33, 0 };
	uint8_t number[48] = { 1 };
	struct tpm_public public;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct bytes bytes = { .size = 0 };

		put_ecc(&bytes);
		bytes.size -= 34;
		put_sized(&bytes, number, sizes[i]);
		assert_int_equal(parse(&bytes, &public, NULL), -EBADMSG);
	}
}

static void p384_is_read(void **state)
{
	struct bytes bytes = { .size = 0 };
	uint8_t number[48] = { 1 };
	struct tpm_public public;

	put_ecc(&bytes);
	bytes.size -= 68;
	set_be(&bytes, 16, TPM_CURVE_P384, 2);
	put_sized(&bytes, number, 48);
	put_sized(&bytes, number, 48);
	assert_int_equal(parse(&bytes, &public, NULL), 0);
	assert_int_equal(public.y_size, 48);
	assert_int_equal(tpm_public_curve_size(TPM_CURVE_P384), 48);
	assert_int_equal(tpm_public_curve_size(0x0005), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ek_is_read),
		cmocka_unit_test(an_ecc_key_is_read),
		cmocka_unit_test(every_other_length_is_refused),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(coordinates_are_of_their_curve),
		cmocka_unit_test(p384_is_read),
	};

	return cmocka_run_group_tests_name("tpm_public", tests, NULL, NULL);
}
