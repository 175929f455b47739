/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Template L-1, and each way not to be it.
 */
#include "tests/unit/tpm_builder.h"

#include "lib/policy/ek_template.h"

static struct bytes ek;

static int set_up(void **state)
{
	uint8_t modulus[256];

	ek.size = 0;
	memset(modulus, 0x9a, sizeof(modulus));
	put_ek_public(&ek, modulus);
	return 0;
}

static int check(const struct bytes *bytes, struct fault *fault)
{
	struct tpm_public public;

	assert_int_equal(tpm_public_parse(bytes->data, bytes->size, &public, NULL), 0);
	return ek_template_check(&public, fault);
}

static void the_template_is_taken(void **state)
{
	assert_int_equal(check(&ek, NULL), 0);
}

static void each_deviation_has_its_reason(void **state)
{
	static const struct {
		size_t offset, width;
		uint64_t value;
		const char *reason;
	} changes[] = {
		{ 4, 4, 0x000300f2, "EK: its attributes are 0x000300f2, not 0x000300b2" },
		{ 4, 4, 0x000300b0, "EK: its attributes are 0x000300b0, not 0x000300b2" },
		{ 4, 4, 0x000200b2, "EK: its attributes are 0x000200b2, not 0x000300b2" },
		{ 41, 1, 0xab, "EK: its policy is not PolicySecret of the endorsement hierarchy" },
		{ 44, 2, 256, "EK: its cipher is not AES-128-CFB" },
		{ 46, 2, 0x42, "EK: its cipher is not AES-128-CFB" },
		{ 48, 2, TPM_SCHEME_RSAES, "EK: it has scheme 0x0015, where it has none" },
		{ 52, 4, 65537, "EK: its exponent is written as 65537, not as 0" },
	};
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct fault fault = FAULT_NONE;
		struct bytes bytes = ek;

		set_be(&bytes, changes[i].offset, changes[i].value, changes[i].width);
		assert_int_equal(check(&bytes, &fault), -EKEYREJECTED);
		assert_string_equal(fault.text, changes[i].reason);
	}
}

/* What changes the length of the structure, and so is no patch of it. */
static void other_forms_are_refused(void **state)
{
	struct fault fault = FAULT_NONE;
	struct tpm_public public, other;
	uint8_t policy[48] = { 0 };

	assert_int_equal(tpm_public_parse(ek.data, ek.size, &public, NULL), 0);
	other = public;
	other.type = TPM_KEY_ECC;
	assert_int_equal(ek_template_check(&other, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, "EK: it is no RSA key");
	other = public;
	other.name_algorithm = HASH_SHA384;
	assert_int_equal(ek_template_check(&other, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, "EK: its name is made with sha384, not sha256");
	other = public;
	other.policy_size = 0;
	assert_int_equal(ek_template_check(&other, &fault), -EKEYREJECTED);
	other.policy = policy;
	other.policy_size = sizeof(policy);
	assert_int_equal(ek_template_check(&other, &fault), -EKEYREJECTED);
	other = public;
	other.symmetric = TPM_NO_ALGORITHM;
	assert_int_equal(ek_template_check(&other, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, "EK: its cipher is not AES-128-CFB");
	other = public;
	other.bits = 3072;
	assert_int_equal(ek_template_check(&other, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, "EK: it has 3072 bits, not 2048");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_template_is_taken, set_up),
		cmocka_unit_test_setup(each_deviation_has_its_reason, set_up),
		cmocka_unit_test_setup(other_forms_are_refused, set_up),
	};

	return cmocka_run_group_tests_name("ek_template", tests, NULL, NULL);
}
