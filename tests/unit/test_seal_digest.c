/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Digests of policies: those that tpm2-tools' trial sessions gave (tpm2_policypcr,
 * tpm2_policyauthorize, tpm2_policyor, tpm2_policyauthvalue).
 */
#include "tests/unit/unit.h"

#include "lib/base/hex.h"
#include "lib/policy/seal_digest.h"

static const struct sealed_pcrs pcrs = {
	.bank = HASH_SHA256,
	.mask = 1 << 7 | 1 << 12, /* all zeros */
};

static void assert_digest(const uint8_t digest[SEALED_POLICY_DIGEST_SIZE], const char *expected)
{
	char text[HEX_TEXT_SIZE(SEALED_POLICY_DIGEST_SIZE)];

	assert_string_equal(hex_encode(digest, SEALED_POLICY_DIGEST_SIZE, text), expected);
}

static void take_pcr(uint8_t digest[SEALED_POLICY_DIGEST_SIZE])
{
	uint8_t values[SEALED_POLICY_DIGEST_SIZE];

	seal_digest_values(&pcrs, values);
	seal_digest_pcr(digest, pcrs.bank, pcrs.mask, values);
}

static void pcrs_are_those_of_tpm2_policypcr(void **state)
{
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE] = { 0 };

	take_pcr(digest);
	assert_digest(digest, "bf58f136030197711a2e566651ce816219c4099401673f0fe77089bb8ed00380");
}

static void a_signer_is_that_of_tpm2_policyauthorize(void **state)
{
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE] = { 1, 2, 3 };
	uint8_t name[34] = { 0x00, 0x0b, 0x11, 0x22 };

	seal_digest_authorize(digest, name, sizeof(name), "");
	assert_digest(digest, "4281b4128137549c129352837b96122735a6b9c5f2e8363382d01305e8a4cf4a");
	seal_digest_authorize(digest, name, sizeof(name), "initrd");
	assert_digest(digest, "0a98efd8f8ada10205c79ec30eef48e956992915be31260e0da848546c616b81");
	take_pcr(digest);
	assert_digest(digest, "f86c72b7ed12d7946e9003ada38e9b300a9e2ea448d1a6f1079391241796a691");
}

static void alternatives_are_those_of_tpm2_policyor(void **state)
{
	uint8_t alternatives[2][SEALED_POLICY_DIGEST_SIZE] = { { 0 }, { 0 } };
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE] = { 0 };

	take_pcr(alternatives[0]);
	seal_digest_auth_value(alternatives[1]);
	assert_digest(alternatives[1], "8fcd2169ab92694e0c633f1ab772842b8241bbc20288981fc7ac1eddc1fddb0e");
	seal_digest_or(digest, alternatives, 2);
	assert_digest(digest, "b03e9db9bb0e21568c4dd277c448ef0b41209814a002dc91564dad8a48f5850b");
	seal_digest_auth_value(digest);
	assert_digest(digest, "6b6511803506b952937962c3e0df12ccec9f8d27553ac9cf066b14ffacd0bc4b");
}

static void values_are_hashed_in_the_order_of_pcrs_and_by_their_bank(void **state)
{
	struct sealed_pcrs two = { .bank = HASH_SHA384, .mask = 1 << 23 | 1 << 0 };
	uint8_t digest[SEALED_POLICY_DIGEST_SIZE];

	memset(two.values[0], 'a', 48);
	memset(two.values[23], 'b', 48);
	memset(two.values[5], 'c', 48); /* not selected */
	seal_digest_values(&two, digest);
	assert_digest(digest, "31c4a5f688465d585e2d1cddcdcc7a8040e7d800fc93d0757b9461858f6c8036");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcrs_are_those_of_tpm2_policypcr),
		cmocka_unit_test(a_signer_is_that_of_tpm2_policyauthorize),
		cmocka_unit_test(alternatives_are_those_of_tpm2_policyor),
		cmocka_unit_test(values_are_hashed_in_the_order_of_pcrs_and_by_their_bank),
	};

	return cmocka_run_group_tests_name("seal_digest", tests, NULL, NULL);
}
