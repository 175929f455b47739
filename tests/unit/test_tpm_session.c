/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Salted sessions: to the key that the caller knows, and gone on every way out.
 */
#include "tests/unit/tpm_world.h"

#include "lib/sys/tpm_session.h"
#include "lib/sys/tpm_srk.h"

static const uint8_t name[TPM_SRK_NAME_SIZE] = { 0x00, 0x0b, 0xaa };
static const uint8_t public[5] = { 1, 2, 3, 4, 5 };
static const struct tpm_session_srk srk = { 0x81000001, public, sizeof(public), name };

static TSS2_RC start(struct tpm_session *session)
{
	return tpm_session_start(&world.tpm, &srk, TPM2_SE_POLICY, TPMA_SESSION_ENCRYPT, session);
}

static void it_is_salted_to_the_key_that_is_known_without_asking(void **state)
{
	static const uint8_t head[] = { 0x81, 0, 0, 1, 0, 34, 0x00, 0x0b, 0xaa };
	static const uint8_t tail[] = { 0, 0, 0, 1, 0, 5, 1, 2, 3, 4, 5 };
	struct tpm_session session = { .tpm = NULL };

	assert_int_equal(start(&session), 0);
	assert_string_equal(world.said, "StartAuthSession");
	assert_int_equal(world.type, TPM2_SE_POLICY);
	assert_int_equal(world.attributes, TPMA_SESSION_ENCRYPT);
	assert_int_equal(world.resource_size, 4 + 2 + 34 + 4 + 2 + 5);
	assert_memory_equal(world.resource, head, sizeof(head));
	assert_memory_equal(world.resource + 40, tail, sizeof(tail));
	assert_int_equal(session.handle, WORLD_SESSION);
	tpm_session_end(&session);
}

static void it_is_taken_out_of_the_tpm_once(void **state)
{
	struct tpm_session session = { .tpm = NULL };

	assert_int_equal(start(&session), 0);
	tpm_session_end(&session);
	assert_string_equal(world.said, "StartAuthSession Flush(session)");
	assert_int_equal(world.open, 0);
	tpm_session_end(&session);
	assert_string_equal(world.said, "StartAuthSession Flush(session)");
}

static void one_that_has_ended_there_is_not_flushed(void **state)
{
	struct tpm_session session = { .tpm = NULL };

	assert_int_equal(start(&session), 0);
	session.handle = 0;
	tpm_session_end(&session);
	assert_string_equal(world.said, "StartAuthSession");
	assert_int_equal(world.open, 0);
}

static void a_start_that_fails_leaves_nothing(void **state)
{
	struct tpm_session session = { .tpm = NULL };

	world_fail("StartAuthSession", TPM2_RC_SESSION_MEMORY, 1);
	assert_int_equal(start(&session), TPM2_RC_SESSION_MEMORY);
	assert_null(session.tpm);
	assert_int_equal(world.open, 0);
	world_fail("attributes", TSS2_ESYS_RC_BAD_TR, 1);
	assert_int_equal(start(&session), TSS2_ESYS_RC_BAD_TR);
	assert_null(session.tpm);
	assert_int_equal(world.open, 0);
	assert_string_equal(world.said, "StartAuthSession StartAuthSession Flush(session)");
}

static void a_key_that_is_too_long_is_refused(void **state)
{
	const struct tpm_session_srk long_srk = { 0x81000001, public, TPM_SRK_PUBLIC_MAX + 1,
						  name };
	struct tpm_session session = { .tpm = NULL };

	assert_int_equal(tpm_session_start(&world.tpm, &long_srk, TPM2_SE_HMAC, 0, &session),
			 TSS2_ESYS_RC_BAD_VALUE);
	assert_string_equal(world.said, "");
}

static void a_tpm_that_is_busy_with_itself_is_asked_again(void **state)
{
	struct tpm_session session = { .tpm = NULL };

	world_fail("StartAuthSession", TPM2_RC_RETRY, 2);
	assert_int_equal(start(&session), 0);
	assert_string_equal(world.said, "StartAuthSession StartAuthSession StartAuthSession");
	tpm_session_end(&session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_is_salted_to_the_key_that_is_known_without_asking,
				       world_init),
		cmocka_unit_test_setup(it_is_taken_out_of_the_tpm_once, world_init),
		cmocka_unit_test_setup(one_that_has_ended_there_is_not_flushed, world_init),
		cmocka_unit_test_setup(a_start_that_fails_leaves_nothing, world_init),
		cmocka_unit_test_setup(a_key_that_is_too_long_is_refused, world_init),
		cmocka_unit_test_setup(a_tpm_that_is_busy_with_itself_is_asked_again, world_init),
	};

	return cmocka_run_group_tests_name("tpm_session", tests, NULL, NULL);
}
