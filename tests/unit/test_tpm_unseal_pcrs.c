/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The PCRs that a token names, and no others.
 */
#include "tests/unit/tpm_world.h"

#include "lib/format/pcr_values.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/tpm_unseal.h"

static struct svsm_token token;
static struct pcr_values live;

static int set_up(void **state)
{
	memset(&token, 0, sizeof(token));
	memset(&live, 0, sizeof(live));
	token.policy.count = 1;
	token.policy.branches[0].literal.bank = HASH_SHA256;
	return world_init(state);
}

static void what_the_policy_names_is_read(void **state)
{
	token.policy.branches[0].literal.mask = 1u << 7 | 1u << 12;
	assert_int_equal(tpm_unseal_pcrs(&world.tpm, &token, &live, NULL), 0);
	assert_string_equal(world.said, "PCR_Read");
	assert_int_equal(live.count, 1);
	assert_int_equal(live.banks[0].algorithm, HASH_SHA256);
	assert_int_equal(live.banks[0].digest_size, 32);
	assert_int_equal(live.banks[0].present, 1u << 7 | 1u << 12);
	assert_int_equal(live.banks[0].pcrs[12][31], 12);
}

static void branches_of_one_bank_are_read_together(void **state)
{
	token.policy.count = 2;
	token.policy.branches[0].literal.mask = 1u << 7;
	token.policy.branches[1].signer.bank = HASH_SHA256;
	token.policy.branches[1].signer.mask = 1u << 11;
	assert_int_equal(tpm_unseal_pcrs(&world.tpm, &token, &live, NULL), 0);
	assert_string_equal(world.said, "PCR_Read");
	assert_int_equal(live.banks[0].present, 1u << 7 | 1u << 11);
}

static void a_tpm_gives_eight_at_a_time(void **state)
{
	token.policy.branches[0].literal.mask = 0xffffff;
	assert_int_equal(tpm_unseal_pcrs(&world.tpm, &token, &live, NULL), 0);
	assert_string_equal(world.said, "PCR_Read PCR_Read PCR_Read");
	assert_int_equal(live.banks[0].pcrs[23][0], 23);
}

static void what_the_tpm_lacks_is_absent(void **state)
{
	token.policy.branches[0].literal.mask = 1u << 7 | 1u << 20;
	world.has_pcrs = 0xffff;
	assert_int_equal(tpm_unseal_pcrs(&world.tpm, &token, &live, NULL), 0);
	assert_int_equal(live.count, 0);
}

static void values_of_another_size_are_refused(void **state)
{
	struct fault fault = FAULT_NONE;

	token.policy.branches[0].literal.mask = 1u << 7;
	world.pcr_size = 20;
	assert_true(tpm_unseal_pcrs(&world.tpm, &token, &live, &fault) < 0);
	assert_true(fault.text[0]);
	assert_int_equal(live.count, 0);
}

static void a_tpm_that_fails_leaves_the_result_alone(void **state)
{
	live.count = 7;
	token.policy.branches[0].literal.mask = 1u << 7;
	world_fail("PCR_Read", TPM2_RC_FAILURE, 1);
	assert_int_equal(tpm_unseal_pcrs(&world.tpm, &token, &live, NULL), -EIO);
	assert_int_equal(live.count, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_the_policy_names_is_read, set_up),
		cmocka_unit_test_setup(branches_of_one_bank_are_read_together, set_up),
		cmocka_unit_test_setup(a_tpm_gives_eight_at_a_time, set_up),
		cmocka_unit_test_setup(what_the_tpm_lacks_is_absent, set_up),
		cmocka_unit_test_setup(values_of_another_size_are_refused, set_up),
		cmocka_unit_test_setup(a_tpm_that_fails_leaves_the_result_alone, set_up),
	};

	return cmocka_run_group_tests_name("tpm_unseal_pcrs", tests, NULL, NULL);
}
