/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Challenge, response and record, and their texts.  That a TPM can open the challenge is
 * test_credential.c's and the emulator's to show.
 */
#include "tests/unit/evidence_fixture.h"

#include "lib/format/credential_file.h"
#include "lib/policy/credential_exchange.h"
#include "tests/unit/tpm_builder.h"

static struct credential_challenge challenge;
static struct credential_state remembered;
static struct credential_response response;
static struct binding_record record;
static struct fault fault;

static int make_keys(void **state)
{
	evidence_world_make_keys(&world);
	evidence_world_init(&world);
	return 0;
}

static int free_keys(void **state)
{
	evidence_world_deinit(&world);
	evidence_world_free_keys(&world);
	return 0;
}

/* A response whose secret is known, and the state that goes with it. */
static int set_up(void **state)
{
	fault = FAULT_NONE;
	remembered = (struct credential_state){ .time = 1000 };
	memset(remembered.ak_name, 0x11, sizeof(remembered.ak_name));
	memset(remembered.ek_name, 0x22, sizeof(remembered.ek_name));
	memcpy(response.ak_name, remembered.ak_name, sizeof(response.ak_name));
	if (secret_init(&response.secret, CREDENTIAL_FILE_SECRET_SIZE) < 0)
		return -1;
	memset(response.secret.bytes, 0x5e, response.secret.size);
	return EVP_Digest(response.secret.bytes, response.secret.size, remembered.secret_digest,
			  NULL, EVP_sha256(), NULL) == 1 ? 0 : -1;
}

static int tear_down(void **state)
{
	credential_response_deinit(&response);
	return 0;
}

static void a_challenge_names_the_keys_of_the_evidence(void **state)
{
	struct credential_state again;

	if (credential_exchange_begin(&world.evidence, 1000, &challenge, &remembered, &fault) < 0)
		fail_msg("%s", fault.text);
	assert_memory_equal(remembered.ek_name, world.record.ek_name, 34);
	assert_memory_equal(remembered.ak_name, world.record.ak_name, 34);
	assert_memory_equal(challenge.ak_name, remembered.ak_name, 34);
	assert_memory_equal(challenge.ek_name, remembered.ek_name, 34);
	assert_int_equal(challenge.seed_size, 256);
	assert_int_equal(remembered.time, 1000);
	assert_int_equal(credential_exchange_begin(&world.evidence, 1000, &challenge, &again, NULL),
			 0);
	assert_memory_not_equal(again.secret_digest, remembered.secret_digest, 32);
}

static void keys_of_other_templates_are_not_challenged(void **state)
{
	struct evidence evidence = world.evidence;
	struct bytes bad = world.manifest;

	bad.data[48 + 4] ^= 0x80;
	evidence.manifest.data = bad.data;
	assert_int_equal(credential_exchange_begin(&evidence, 0, &challenge, &remembered, &fault),
			 -EKEYREJECTED);
	bad = world.ak;
	set_be(&bad, 4, 0x00040072, 4);
	evidence = world.evidence;
	evidence.ak.data = bad.data;
	assert_int_equal(credential_exchange_begin(&evidence, 0, &challenge, &remembered, &fault),
			 -EKEYREJECTED);
}

static int end(int64_t now)
{
	return credential_exchange_end(&remembered, &response, "somebody", now, &record, &fault);
}

static void the_secret_that_comes_back_makes_a_record(void **state)
{
	assert_int_equal(end(1001), 0);
	assert_memory_equal(record.ak_name, remembered.ak_name, 34);
	assert_memory_equal(record.ek_name, remembered.ek_name, 34);
	assert_int_equal(record.time, 1001);
	assert_string_equal(record.verifier, "somebody");
	assert_int_equal(record.signature_size, 0);
}

static void every_other_secret_is_refused(void **state)
{
	size_t i;

	memset(&record, 0, sizeof(record));
	for (i = 0; i < 8 * CREDENTIAL_FILE_SECRET_SIZE; i++) {
		response.secret.bytes[i / 8] ^= (uint8_t)(1 << (i % 8));
		assert_int_equal(end(1001), -EKEYREJECTED);
		response.secret.bytes[i / 8] ^= (uint8_t)(1 << (i % 8));
	}
	assert_int_equal(record.time, 0);
}

static void the_response_of_another_ak_is_refused(void **state)
{
	response.ak_name[33] ^= 1;
	assert_int_equal(end(1001), -EKEYREJECTED);
}

static void a_challenge_does_not_live_for_ever(void **state)
{
	assert_int_equal(end(1000 + CREDENTIAL_EXCHANGE_AGE_MAX), 0);
	assert_int_equal(end(1001 + CREDENTIAL_EXCHANGE_AGE_MAX), -ESTALE);
	assert_int_equal(end(999), -ESTALE);
}

static void a_verifier_with_a_long_name_is_refused(void **state)
{
	char name[BINDING_RECORD_VERIFIER_MAX + 2] = "";

	memset(name, 'x', BINDING_RECORD_VERIFIER_MAX + 1);
	assert_int_equal(credential_exchange_end(&remembered, &response, name, 1001, &record, NULL),
			 -EINVAL);
}

static void the_files_come_back_as_they_were(void **state)
{
	struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct credential_challenge challenge_back;
	struct credential_response response_back = { .secret = SECRET_NONE };
	struct credential_state state_back;

	assert_int_equal(credential_exchange_begin(&world.evidence, 7, &challenge, &remembered,
						   NULL), 0);
	assert_int_equal(credential_file_encode_challenge(&challenge, &text), 0);
	assert_int_equal(credential_file_decode_challenge(text.data, text.size, &challenge_back,
							  &fault), 0);
	assert_memory_equal(&challenge_back, &challenge, sizeof(challenge));
	assert_int_equal(credential_file_decode_state(text.data, text.size, &state_back, &fault),
			 -EBADMSG);
	text.size = 0;
	assert_int_equal(credential_file_encode_state(&remembered, &text), 0);
	assert_int_equal(credential_file_decode_state(text.data, text.size, &state_back, &fault),
			 0);
	assert_memory_equal(&state_back, &remembered, sizeof(remembered));
	text.size = 0;
	assert_int_equal(credential_file_encode_response(&response, &text), 0);
	assert_int_equal(credential_file_decode_response(text.data, text.size, &response_back,
							 &fault), 0);
	assert_true(secret_is(&response_back.secret, response.secret.bytes,
			      response.secret.size));
	credential_response_deinit(&response_back);
	buffer_deinit(&text);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_challenge_names_the_keys_of_the_evidence),
		TEST(keys_of_other_templates_are_not_challenged),
		TEST(the_secret_that_comes_back_makes_a_record),
		TEST(every_other_secret_is_refused),
		TEST(the_response_of_another_ak_is_refused),
		TEST(a_challenge_does_not_live_for_ever),
		TEST(a_verifier_with_a_long_name_is_refused),
		TEST(the_files_come_back_as_they_were),
	};

	return cmocka_run_group_tests_name("credential exchange", tests, make_keys, free_keys);
}
