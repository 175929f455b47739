/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What of ours lives in a vTPM: looked at, defined, advanced.
 */
#include "tests/unit/nv_world.h"

#include "lib/sys/tpm_birth.h"

static struct fault fault;

static int set_up(void **state)
{
	fault = FAULT_NONE;
	assert_int_equal(nv_world_init(state), 0);
	nv.time.clockInfo.resetCount = 7;
	nv.time.clockInfo.restartCount = 3;
	return 0;
}

static void a_tpm_without_our_counter_has_a_clock_all_the_same(void **state)
{
	struct tpm_birth birth;

	assert_int_equal(tpm_birth_read(&nv.tpm, &birth, NULL), 0);
	assert_int_equal(birth.index.kind, TPM_NV_ABSENT);
	assert_int_equal(birth.clock.counter, 0);
	assert_int_equal(birth.clock.resets, 7);
	assert_int_equal(birth.clock.restarts, 3);
	assert_int_equal(nv.commands, 2);
}

static void each_definition_has_an_id_of_its_own(void **state)
{
	struct tpm_birth first, second;

	assert_int_equal(tpm_birth_define(&nv.tpm, NULL), 0);
	assert_int_equal(nv.public.nvIndex, BIRTH_RECORD_INDEX);
	assert_int_equal(tpm_birth_read(&nv.tpm, &first, NULL), 0);
	assert_int_equal(tpm_birth_define(&nv.tpm, NULL), -EEXIST);
	nv.is_defined = false;
	assert_int_equal(tpm_birth_define(&nv.tpm, NULL), 0);
	assert_int_equal(tpm_birth_read(&nv.tpm, &second, NULL), 0);
	assert_memory_not_equal(first.index.label, second.index.label, TPM_NV_LABEL_SIZE);
}

static void advancing_tells_where_the_counter_stands_then(void **state)
{
	struct tpm_birth birth;
	uint64_t counter = 0;

	assert_int_equal(tpm_birth_define(&nv.tpm, NULL), 0);
	nv.highest = 41;
	assert_int_equal(tpm_birth_advance(&nv.tpm, &counter, NULL), 0);
	assert_int_equal(counter, 42);
	assert_int_equal(tpm_birth_read(&nv.tpm, &birth, NULL), 0);
	assert_int_equal(birth.clock.counter, 42);
}

static void what_fails_leaves_the_result_alone(void **state)
{
	struct tpm_birth birth = { .clock.resets = 99 };
	uint64_t counter = 99;

	assert_int_equal(tpm_birth_advance(&nv.tpm, &counter, NULL), -ENOENT);
	nv.read_clock = TPM2_RC_FAILURE;
	assert_int_equal(tpm_birth_read(&nv.tpm, &birth, &fault), -EIO);
	assert_string_equal(fault.text, "vtpm: cannot read its clock: no (0x00000101)");
	assert_int_equal(tpm_birth_define(&nv.tpm, NULL), 0);
	nv.read = TPM2_RC_FAILURE;
	assert_int_equal(tpm_birth_advance(&nv.tpm, &counter, NULL), -EIO);
	nv.read = 0;
	nv.public.attributes |= TPMA_NV_OWNERWRITE;
	assert_int_equal(tpm_birth_advance(&nv.tpm, &counter, NULL), -EIO);
	assert_int_equal(counter, 99);
	assert_int_equal(birth.clock.resets, 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_tpm_without_our_counter_has_a_clock_all_the_same, set_up),
		cmocka_unit_test_setup(each_definition_has_an_id_of_its_own, set_up),
		cmocka_unit_test_setup(advancing_tells_where_the_counter_stands_then, set_up),
		cmocka_unit_test_setup(what_fails_leaves_the_result_alone, set_up),
	};

	return cmocka_run_group_tests_name("tpm_birth", tests, NULL, NULL);
}
