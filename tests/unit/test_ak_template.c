/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an attestation key must be, and each way not to be it.
 */
#include "tests/unit/tpm_builder.h"

#include "lib/policy/ak_template.h"

static struct tpm_public ecc(void)
{
	return (struct tpm_public){
		.type = TPM_KEY_ECC,
		.name_algorithm = HASH_SHA256,
		.attributes = BUILDER_AK_ATTRIBUTES,
		.symmetric = TPM_NO_ALGORITHM,
		.scheme = TPM_SCHEME_ECDSA,
		.scheme_hash = HASH_SHA256,
		.curve = TPM_CURVE_P256,
	};
}

static struct tpm_public rsa(void)
{
	return (struct tpm_public){
		.type = TPM_KEY_RSA,
		.name_algorithm = HASH_SHA256,
		.attributes = BUILDER_AK_ATTRIBUTES,
		.symmetric = TPM_NO_ALGORITHM,
		.scheme = TPM_SCHEME_RSASSA,
		.scheme_hash = HASH_SHA256,
		.bits = 2048,
	};
}

static void attestation_keys_are_taken(void **state)
{
	struct tpm_public key = ecc();

	assert_int_equal(ak_template_check(&key, NULL), 0);
	key.curve = TPM_CURVE_P384;
	key.scheme_hash = HASH_SHA384;
	key.name_algorithm = HASH_SHA512;
	assert_int_equal(ak_template_check(&key, NULL), 0);
	key = rsa();
	assert_int_equal(ak_template_check(&key, NULL), 0);
	key.scheme = TPM_SCHEME_RSAPSS;
	key.scheme_hash = HASH_SHA512;
	key.bits = 4096;
	assert_int_equal(ak_template_check(&key, NULL), 0);
}

static void refuse(const struct tpm_public *key, const char *reason)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(ak_template_check(key, &fault), -EKEYREJECTED);
	assert_string_equal(fault.text, reason);
}

static void each_attribute_has_its_reason(void **state)
{
	static const struct {
		uint32_t bit;
		const char *reason;
	} changes[] = {
		{ TPM_PUBLIC_RESTRICTED, "AK: it is not restricted: it signs what it is given" },
		{ TPM_PUBLIC_SIGN, "AK: it cannot sign" },
		{ TPM_PUBLIC_DECRYPT, "AK: it can decrypt too" },
		{ TPM_PUBLIC_FIXED_TPM, "AK: it is not fixed to its TPM" },
		{ TPM_PUBLIC_FIXED_PARENT, "AK: it is not fixed to its hierarchy" },
		{ TPM_PUBLIC_SENSITIVE_ORIGIN, "AK: its private part was not made by its TPM" },
		{ TPM_PUBLIC_USER_WITH_AUTH,
		  "AK: its attributes are 0x00050032, not 0x00050072" },
		{ TPM_PUBLIC_ST_CLEAR, "AK: its attributes are 0x00050076, not 0x00050072" },
		{ 1u << 31, "AK: its attributes are 0x80050072, not 0x00050072" },
	};
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct tpm_public key = ecc();

		key.attributes ^= changes[i].bit;
		refuse(&key, changes[i].reason);
	}
}

static void protection_against_guessing_is_the_keys_own_choice(void **state)
{
	struct tpm_public key = ecc();

	key.attributes ^= TPM_PUBLIC_NO_DA;
	assert_int_equal(ak_template_check(&key, NULL), 0);
}

static void weak_and_foreign_schemes_are_refused(void **state)
{
	struct tpm_public key = ecc();

	key.scheme_hash = HASH_SHA1;
	refuse(&key, "AK: it signs with sha1, not sha256 or better");
	key = ecc();
	key.name_algorithm = HASH_SHA1;
	refuse(&key, "AK: its name is made with sha1, not sha256 or better");
	key = ecc();
	key.scheme = TPM_SCHEME_RSASSA;
	refuse(&key, "AK: scheme 0x0014 is none of ECDSA, RSASSA and RSAPSS");
	key = rsa();
	key.scheme = TPM_SCHEME_ECDSA;
	refuse(&key, "AK: scheme 0x0018 is none of ECDSA, RSASSA and RSAPSS");
	key = rsa();
	key.scheme = TPM_NO_ALGORITHM;
	refuse(&key, "AK: scheme 0x0010 is none of ECDSA, RSASSA and RSAPSS");
	key = rsa();
	key.bits = 1024;
	refuse(&key, "AK: RSA of 1024 bits, less than 2048");
	key = rsa();
	key.symmetric = TPM_CIPHER_AES;
	refuse(&key, "AK: it has a cipher, as no signing key has");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attestation_keys_are_taken),
		cmocka_unit_test(each_attribute_has_its_reason),
		cmocka_unit_test(protection_against_guessing_is_the_keys_own_choice),
		cmocka_unit_test(weak_and_foreign_schemes_are_refused),
	};

	return cmocka_run_group_tests_name("ak_template", tests, NULL, NULL);
}
