/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Unsealing: the commands of each way out, and that nothing stays in the TPM.
 */
#include "tests/unit/tpm_world.h"

#include "lib/base/secret.h"
#include "lib/format/seal_plan.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/argon2.h"
#include "lib/sys/tpm_unseal.h"

#define ONCE		"StartAuthSession PolicyPCR Load Unseal"
#define CLEAN		" Flush(session) Flush(object)"

static struct svsm_token token;
static struct seal_plan plan;
static struct secret key, pin;
static struct fault fault;

static void tell_lockout(uint32_t counter, uint32_t maximum)
{
	TPML_TAGGED_TPM_PROPERTY *given = &world.capability.data.tpmProperties;
	const uint32_t values[] = { counter, maximum, 1000, 1000 };
	uint32_t i;

	world.capability.capability = TPM2_CAP_TPM_PROPERTIES;
	given->count = 4;
	for (i = 0; i < 4; i++)
		given->tpmProperty[i] =
			(TPMS_TAGGED_PROPERTY){ TPM2_PT_LOCKOUT_COUNTER + i, values[i] };
}

static int set_up(void **state)
{
	memset(&token, 0, sizeof(token));
	memset(&plan, 0, sizeof(plan));
	token.policy.count = 1;
	token.srk_handle = 0x81000001;
	token.srk_size = 10;
	token.sealed_public_size = 10;
	token.sealed_private_size = 100;
	token.pin = (struct svsm_token_pin){ { 1 }, SVSM_TOKEN_MEMORY_MIN, 1, 1 };
	plan.literal = (struct seal_plan_pcrs){ HASH_SHA256, 1u << 7, { 0x77 } };
	memset(plan.srk_name, 0x5a, sizeof(plan.srk_name));	/* the world's */
	key = SECRET_NONE;
	assert_int_equal(secret_init(&pin, 4), 0);
	memcpy(pin.bytes, "1234", 4);
	fault = FAULT_NONE;
	(void)world_init(state);
	tell_lockout(0, 32);
	return 0;
}

static int tear_down(void **state)
{
	secret_deinit(&key);
	secret_deinit(&pin);
	return 0;
}

static int unseal(const struct secret *with)
{
	return tpm_unseal(&world.tpm, &token, &plan, with, &key, &fault);
}

static void a_key_costs_five_commands(void **state)
{
	assert_int_equal(unseal(NULL), 0);
	assert_string_equal(world.said, ONCE " Flush(object)");
	assert_true(world.attributes & TPMA_SESSION_ENCRYPT);
	assert_int_equal(key.size, 32);
	assert_memory_equal(key.bytes, world.secret, 32);
	assert_int_equal(world.open, 0);
}

static void a_pin_opens_by_one_half_and_unmixes_by_the_other(void **state)
{
	struct secret stretched = SECRET_NONE;
	size_t i;

	plan.has_pin = true;
	assert_int_equal(argon2_stretch(&pin, &token.pin, &stretched, NULL), 0);
	assert_int_equal(unseal(&pin), 0);
	assert_string_equal(world.said, "GetCapability StartAuthSession PolicyPCR PolicyAuthValue "
			    "Load Unseal Flush(object)");
	assert_memory_equal(world.auth.buffer, stretched.bytes, world.auth.size);
	for (i = 0; i < 32; i++)
		assert_int_equal(key.bytes[i], 0x33 ^ stretched.bytes[32 + i]);
	secret_deinit(&stretched);
}

static void a_pin_is_not_tried_where_it_must_not(void **state)
{
	plan.has_pin = true;
	assert_int_equal(unseal(NULL), -ENOANO);
	assert_string_equal(world.said, "");
	tell_lockout(1, 3);
	assert_int_equal(unseal(&pin), -EBUSY);
	assert_string_equal(world.said, "GetCapability");
}

static void each_refusal_has_its_error_and_leaves_nothing(void **state)
{
	static const struct {
		const char *command;
		TSS2_RC rc;
		int error;
		const char *said;
	} rows[] = {
		{ "StartAuthSession", TPM2_RC_SESSION_MEMORY, -EIO, "StartAuthSession" },
		{ "PolicyPCR", TPM2_RC_FAILURE, -EIO, "StartAuthSession PolicyPCR Flush(session)" },
		{ "Load", TPM2_RC_INTEGRITY | TPM2_RC_P | TPM2_RC_1, -EBADMSG,
		  "StartAuthSession PolicyPCR Load ReadPublic Flush(session)" },
		{ "Load", TPM2_RC_AUTH_FAIL | TPM2_RC_S | TPM2_RC_1, -EACCES,
		  "StartAuthSession PolicyPCR Load Flush(session)" },
		{ "Unseal", TPM2_RC_POLICY_FAIL | TPM2_RC_S | TPM2_RC_1, -EKEYREJECTED,
		  ONCE CLEAN },
		{ "Unseal", TPM2_RC_LOCKOUT, -ENOLCK, ONCE " GetCapability" CLEAN },
		{ "Unseal", TPM2_RC_AUTH_FAIL | TPM2_RC_S | TPM2_RC_1, -EIO, ONCE CLEAN },
		{ "Unseal", TSS2_ESYS_RC_RSP_AUTH_FAILED, -EBADMSG, ONCE CLEAN },
		{ "Unseal", TSS2_TCTI_RC_IO_ERROR, -EIO, ONCE CLEAN },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tear_down(NULL);
		set_up(NULL);
		world_fail(rows[i].command, rows[i].rc, 1);
		assert_int_equal(unseal(NULL), rows[i].error);
		assert_string_equal(world.said, rows[i].said);
		assert_true(fault.text[0]);
		assert_null(key.bytes);
		assert_int_equal(world.open, 0);
	}
}

static void a_wrong_pin_says_how_many_are_left(void **state)
{
	plan.has_pin = true;
	tell_lockout(3, 8);
	world_fail("Unseal", TPM2_RC_AUTH_FAIL | TPM2_RC_S | TPM2_RC_1, 1);
	assert_int_equal(unseal(&pin), -EILSEQ);
	assert_string_equal(fault.text, "vtpm: the PIN is wrong; 3 more may be tried (3 wrong ones "
			    "have been seen, one is forgotten every 1000 s)");
}

static void pcrs_that_move_cost_another_try(void **state)
{
	world_fail("Unseal", TPM2_RC_PCR_CHANGED, 1);
	assert_int_equal(unseal(NULL), 0);
	assert_string_equal(world.said, ONCE CLEAN " " ONCE " Flush(object)");
	assert_int_equal(world.open, 0);
}

static void pcrs_that_move_each_time_end_it(void **state)
{
	world_fail("Unseal", TPM2_RC_PCR_CHANGED, 4);
	assert_int_equal(unseal(NULL), -ESTALE);
	assert_string_equal(world.said,
			    ONCE CLEAN " " ONCE CLEAN " " ONCE CLEAN " " ONCE CLEAN);
	assert_null(key.bytes);
}

static void a_secret_of_another_size_is_refused(void **state)
{
	world.secret_size = 31;
	assert_int_equal(unseal(NULL), -EBADMSG);
	assert_string_equal(fault.text, "vtpm: unsealed 31 bytes where there should be 32");
	assert_null(key.bytes);
}

#define IN_A_WORLD(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_WORLD(a_key_costs_five_commands),
		IN_A_WORLD(a_pin_opens_by_one_half_and_unmixes_by_the_other),
		IN_A_WORLD(a_pin_is_not_tried_where_it_must_not),
		IN_A_WORLD(each_refusal_has_its_error_and_leaves_nothing),
		IN_A_WORLD(a_wrong_pin_says_how_many_are_left),
		IN_A_WORLD(pcrs_that_move_cost_another_try),
		IN_A_WORLD(pcrs_that_move_each_time_end_it),
		IN_A_WORLD(a_secret_of_another_size_is_refused),
	};

	return cmocka_run_group_tests_name("tpm_unseal", tests, NULL, NULL);
}
