/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NV counters: ours, others', none; and what a TPM may answer instead.
 */
#include "tests/unit/nv_world.h"

#include "lib/sys/tpm_nv.h"

#define INDEX	0x01800001u

static const uint8_t label[TPM_NV_LABEL_SIZE] = "a label";
static struct fault fault;

static int set_up(void **state)
{
	fault = FAULT_NONE;
	return nv_world_init(state);
}

static void a_counter_is_defined_incremented_and_read(void **state)
{
	struct tpm_nv read;

	assert_int_equal(tpm_nv_read(&nv.tpm, INDEX, &read, NULL), 0);
	assert_int_equal(read.kind, TPM_NV_ABSENT);
	assert_int_equal(tpm_nv_define(&nv.tpm, INDEX, label, NULL), 0);
	assert_int_equal(tpm_nv_read(&nv.tpm, INDEX, &read, NULL), 0);
	assert_int_equal(read.kind, TPM_NV_COUNTER);
	assert_int_equal(read.value, 0);
	assert_memory_equal(read.label, label, sizeof(label));
	nv.highest = 0x0102030405060707;
	assert_int_equal(tpm_nv_increment(&nv.tpm, INDEX, NULL), 0);
	nv.commands = 0;
	assert_int_equal(tpm_nv_read(&nv.tpm, INDEX, &read, NULL), 0);
	assert_int_equal(nv.commands, 2);
	assert_true(read.value == 0x0102030405060708);
	assert_memory_equal(read.label, label, sizeof(label));
}

static void it_has_no_password_that_could_be_guessed_at(void **state)
{
	assert_int_equal(tpm_nv_define(&nv.tpm, INDEX, label, NULL), 0);
	assert_true(nv.public.attributes & TPMA_NV_NO_DA);
	assert_false(nv.public.attributes & (TPMA_NV_POLICYREAD | TPMA_NV_POLICYWRITE |
					     TPMA_NV_POLICY_DELETE | TPMA_NV_ORDERLY));
	assert_int_equal(nv.public.dataSize, 8);
}

/* One deviation each. */
static void what_is_not_quite_ours_is_foreign(void **state)
{
	struct tpm_nv read;
	size_t i;

	for (i = 0; i < 6; i++) {
		assert_int_equal(nv_world_init(NULL), 0);
		assert_int_equal(tpm_nv_define(&nv.tpm, INDEX, label, NULL), 0);
		switch (i) {
		case 0:
			nv.public.dataSize = 9;
			break;
		case 1:
			nv.public.nameAlg = TPM2_ALG_SHA384;
			break;
		case 2:
			nv.public.authPolicy.size = 0;
			break;
		case 3:
			nv.public.attributes |= TPMA_NV_OWNERWRITE;
			break;
		case 4:
			nv.public.attributes &= ~TPMA_NV_NO_DA;
			break;
		case 5:
			nv.public.attributes &= ~TPMA_NV_TPM2_NT_MASK; /* an ordinary one */
			break;
		}
		assert_int_equal(tpm_nv_read(&nv.tpm, INDEX, &read, NULL), 0);
		assert_int_equal(read.kind, TPM_NV_FOREIGN);
	}
}

static void a_definition_that_fails_says_why(void **state)
{
	static const struct {
		TSS2_RC rc;
		int error;
		const char *text;
	} rows[] = {
		{ TPM2_RC_NV_DEFINED, -EEXIST, "vtpm: NV index 0x01800001 is taken" },
		{ TPM2_RC_NV_SPACE, -ENOSPC,
		  "vtpm: has no room for another NV index (0x01800001)" },
		{ TPM2_RC_BAD_AUTH | TPM2_RC_S | TPM2_RC_1, -EACCES,
		  "vtpm: NV index 0x01800001 cannot be defined: its owner hierarchy has a "
		  "password" },
		{ TPM2_RC_FAILURE, -EIO, "vtpm: cannot define an NV index: no (0x00000101)" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		nv.define = rows[i].rc;
		assert_int_equal(tpm_nv_define(&nv.tpm, INDEX, label, &fault), rows[i].error);
		assert_string_equal(fault.text, rows[i].text);
	}
}

static void an_increment_that_fails_says_why(void **state)
{
	assert_int_equal(tpm_nv_increment(&nv.tpm, INDEX, &fault), -ENOENT);
	assert_string_equal(fault.text, "vtpm: NV index 0x01800001 is gone");
	nv.increment = TPM2_RC_NV_RATE;
	assert_int_equal(tpm_nv_increment(&nv.tpm, INDEX, NULL), -EAGAIN);
	nv.increment = TPM2_RC_FAILURE;
	assert_int_equal(tpm_nv_increment(&nv.tpm, INDEX, NULL), -EIO);
}

static void a_look_that_fails_leaves_the_result_alone(void **state)
{
	struct tpm_nv read = { .value = 42 };

	nv.read_public = TPM2_RC_FAILURE;
	assert_int_equal(tpm_nv_read(&nv.tpm, INDEX, &read, NULL), -EIO);
	nv.read_public = 0;
	assert_int_equal(tpm_nv_define(&nv.tpm, INDEX, label, NULL), 0);
	assert_int_equal(tpm_nv_increment(&nv.tpm, INDEX, NULL), 0);
	nv.read = TPM2_RC_FAILURE;
	assert_int_equal(tpm_nv_read(&nv.tpm, INDEX, &read, NULL), -EIO);
	nv.read = 0;
	nv.answered = 7;
	assert_int_equal(tpm_nv_read(&nv.tpm, INDEX, &read, &fault), -EBADMSG);
	assert_string_equal(fault.text, "vtpm: an NV counter of 7 bytes");
	nv.answered = 9;
	assert_int_equal(tpm_nv_read(&nv.tpm, INDEX, &read, NULL), -EBADMSG);
	assert_int_equal(read.value, 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_counter_is_defined_incremented_and_read, set_up),
		cmocka_unit_test_setup(it_has_no_password_that_could_be_guessed_at, set_up),
		cmocka_unit_test_setup(what_is_not_quite_ours_is_foreign, set_up),
		cmocka_unit_test_setup(a_definition_that_fails_says_why, set_up),
		cmocka_unit_test_setup(an_increment_that_fails_says_why, set_up),
		cmocka_unit_test_setup(a_look_that_fails_leaves_the_result_alone, set_up),
	};

	return cmocka_run_group_tests_name("tpm_nv", tests, NULL, NULL);
}
