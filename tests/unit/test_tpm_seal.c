/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sealing: what the TPM is given, and what a token keeps of its answer.
 */
#include "tests/unit/tpm_world.h"

#include "lib/base/secret.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/argon2.h"
#include "lib/sys/tpm_seal.h"

static const uint8_t policy[SEALED_POLICY_DIGEST_SIZE] = { 0xd1, 0xd2 };
static struct svsm_token token;
static struct secret key, pin;
static struct fault fault;

static int set_up(void **state)
{
	memset(&token, 0, sizeof(token));
	token.srk_handle = 0x81000001;
	memcpy(token.srk, "marshalled", 10);
	token.srk_size = 10;
	token.pin = (struct svsm_token_pin){ { 1 }, SVSM_TOKEN_MEMORY_MIN, 1, 1 };
	assert_int_equal(secret_init(&key, TPM_SEAL_KEY_SIZE), 0);
	memset(key.bytes, 0x4b, key.size);
	assert_int_equal(secret_init(&pin, 4), 0);
	memcpy(pin.bytes, "1234", 4);
	fault = FAULT_NONE;
	return world_init(state);
}

static int tear_down(void **state)
{
	secret_deinit(&key);
	secret_deinit(&pin);
	return 0;
}

static int seal(const struct secret *with)
{
	return tpm_seal(&world.tpm, &token, policy, &key, with, &fault);
}

static void a_key_without_a_pin_is_free_of_the_lock_out(void **state)
{
	assert_int_equal(seal(NULL), 0);
	assert_string_equal(world.said, "ReadPublic StartAuthSession Create");
	assert_int_equal(world.type, TPM2_SE_HMAC);
	assert_true(world.attributes & TPMA_SESSION_DECRYPT);
	assert_int_equal(world.template.publicArea.objectAttributes,
			 TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
			 TPMA_OBJECT_ADMINWITHPOLICY | TPMA_OBJECT_NODA);
	assert_int_equal(world.template.publicArea.authPolicy.size, sizeof(policy));
	assert_memory_equal(world.template.publicArea.authPolicy.buffer, policy, sizeof(policy));
	assert_int_equal(world.sensitive.sensitive.data.size, TPM_SEAL_KEY_SIZE);
	assert_memory_equal(world.sensitive.sensitive.data.buffer, key.bytes, key.size);
	assert_int_equal(world.sensitive.sensitive.userAuth.size, 0);
	assert_int_equal(token.sealed_private_size, 100);
	assert_int_equal(token.sealed_public_size, 10);
	assert_int_equal(world.open, 0);
}

static void one_with_a_pin_is_half_of_the_key_under_the_lock_out(void **state)
{
	struct secret stretched = SECRET_NONE;
	size_t i;

	token.policy.has_pin = true;
	assert_int_equal(argon2_stretch(&pin, &token.pin, &stretched, NULL), 0);
	assert_int_equal(seal(&pin), 0);
	assert_false(world.template.publicArea.objectAttributes & TPMA_OBJECT_NODA);
	assert_true(world.sensitive.sensitive.userAuth.size);
	assert_memory_equal(world.sensitive.sensitive.userAuth.buffer, stretched.bytes,
			    world.sensitive.sensitive.userAuth.size);
	for (i = 0; i < TPM_SEAL_KEY_SIZE; i++)
		assert_int_equal(world.sensitive.sensitive.data.buffer[i],
				 key.bytes[i] ^ stretched.bytes[32 + i]);
	secret_deinit(&stretched);
}

static void token_pin_and_key_must_agree(void **state)
{
	assert_int_equal(seal(&pin), -EINVAL);
	token.policy.has_pin = true;
	assert_int_equal(seal(NULL), -EINVAL);
	token.policy.has_pin = false;
	key.size--;
	assert_int_equal(seal(NULL), -EINVAL);
	key.size++;
	assert_string_equal(world.said, "");
}

static void another_storage_root_key_is_not_sealed_to(void **state)
{
	token.srk[9] ^= 1;
	assert_int_equal(seal(NULL), -EREMCHG);
	assert_string_equal(world.said, "ReadPublic");
	world_fail("ReadPublic", TPM2_RC_HANDLE | TPM2_RC_1, 1);
	assert_int_equal(seal(NULL), -ENOKEY);
}

static void what_fails_leaves_token_and_tpm_as_they_were(void **state)
{
	static const struct {
		const char *command;
		TSS2_RC rc;
		int error;
	} rows[] = {
		{ "StartAuthSession", TPM2_RC_SESSION_MEMORY, -EIO },
		{ "Create", TPM2_RC_FAILURE, -EIO },
		{ "Create", TPM2_RC_AUTH_FAIL | TPM2_RC_S | TPM2_RC_1, -EACCES },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tear_down(NULL);
		set_up(NULL);
		world_fail(rows[i].command, rows[i].rc, 1);
		assert_int_equal(seal(NULL), rows[i].error);
		assert_int_equal(token.sealed_private_size, 0);
		assert_int_equal(token.sealed_public_size, 0);
		assert_int_equal(world.open, 0);
		if (!strcmp(rows[i].command, "Create"))
			assert_non_null(strstr(world.said, "Flush(session)"));
	}
}

static void a_blob_that_no_token_keeps_is_refused(void **state)
{
	world.private_size = SVSM_TOKEN_SEALED_PRIVATE_MAX + 1;
	assert_int_equal(seal(NULL), -EBADMSG);
	assert_int_equal(token.sealed_private_size, 0);
}

#define IN_A_WORLD(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_WORLD(a_key_without_a_pin_is_free_of_the_lock_out),
		IN_A_WORLD(one_with_a_pin_is_half_of_the_key_under_the_lock_out),
		IN_A_WORLD(token_pin_and_key_must_agree),
		IN_A_WORLD(another_storage_root_key_is_not_sealed_to),
		IN_A_WORLD(what_fails_leaves_token_and_tpm_as_they_were),
		IN_A_WORLD(a_blob_that_no_token_keeps_is_refused),
	};

	return cmocka_run_group_tests_name("tpm_seal", tests, NULL, NULL);
}
