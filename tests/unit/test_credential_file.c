/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The three files of a credential exchange: their exact texts, and that nothing but these
 * is read.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/credential_file.h"

#define NAME(digits)	"000b" digits digits digits digits
#define AK		NAME("a0a1a2a3a4a5a6a7")
#define EK		NAME("e0e1e2e3e4e5e6e7")
#define DIGEST		"d0d1d2d3d4d5d6d7d0d1d2d3d4d5d6d7d0d1d2d3d4d5d6d7d0d1d2d3d4d5d6d7"
#define SECRET		"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="	/* 32 times "A" */

/* One of the three, as a text that is right, and what reads it. */
struct kind {
	const char *text;
	int (*decode)(const void *text, size_t size, struct fault *fault);
};

static void name(uint8_t ret[static BINDING_RECORD_NAME_SIZE], uint8_t first)
{
	unsigned int i;

	ret[0] = 0;
	ret[1] = 0x0b;
	for (i = 0; i < 32; i++)
		ret[2 + i] = (uint8_t)(first + i % 8);
}

static void digest(uint8_t ret[static BINDING_RECORD_DIGEST_SIZE])
{
	unsigned int i;

	for (i = 0; i < BINDING_RECORD_DIGEST_SIZE; i++)
		ret[i] = (uint8_t)(0xd0 + i % 8);
}

static void is_text(const struct buffer *buffer, const char *text)
{
	assert_int_equal(buffer->size, strlen(text));
	assert_memory_equal(buffer->data, text, buffer->size);
}

#define CHALLENGE	"{\"ak_name\":\"" AK "\",\"credential\":\"AQID\",\"ek_name\":\"" EK	\
			"\",\"format\":\"svsm-guest/credential-challenge\",\"seed\":\"BAU=\","	\
			"\"version\":1}\n"
#define RESPONSE	"{\"ak_name\":\"" AK "\",\"format\":"				\
			"\"svsm-guest/credential-response\",\"secret\":\"" SECRET "\",\"version\":1}\n"
#define STATE		"{\"ak_name\":\"" AK "\",\"ek_name\":\"" EK "\",\"format\":"		\
			"\"svsm-guest/credential-state\",\"report_digest\":\"" DIGEST		\
			"\",\"secret_digest\":\"" DIGEST "\",\"time\":1790000000,\"version\":1}\n"

/* On failure what was there before must still be. */
static int decode_challenge(const void *text, size_t size, struct fault *fault)
{
	struct credential_challenge challenge = { .seed_size = 77 };
	int r = credential_file_decode_challenge(text, size, &challenge, fault);

	if (r < 0)
		assert_int_equal(challenge.seed_size, 77);
	return r;
}

static int decode_response(const void *text, size_t size, struct fault *fault)
{
	struct credential_response response = { .secret = SECRET_NONE };
	int r = credential_file_decode_response(text, size, &response, fault);

	if (r < 0)
		assert_null(response.secret.bytes);
	credential_response_deinit(&response);
	return r;
}

static int decode_state(const void *text, size_t size, struct fault *fault)
{
	struct credential_state state = { .time = 77 };
	int r = credential_file_decode_state(text, size, &state, fault);

	if (r < 0)
		assert_int_equal(state.time, 77);
	return r;
}

static const struct kind kinds[] = {
	{ CHALLENGE, decode_challenge },
	{ RESPONSE, decode_response },
	{ STATE, decode_state },
};

/* @text with @to in place of its first @from. */
static const char *replaced(const char *text, const char *from, const char *to)
{
	static char ret[CREDENTIAL_FILE_SIZE_MAX];
	const char *found = strstr(text, from);

	assert_non_null(found);
	(void)snprintf(ret, sizeof(ret), "%.*s%s%s", (int)(found - text), text, to,
		       found + strlen(from));
	return ret;
}

static void is_refused(const struct kind *kind, const char *text, int error)
{
	struct fault fault = { .text = "" };

	assert_int_equal(kind->decode(text, strlen(text), &fault), error);
	assert_true(fault.text[0]);
}

static void a_challenge_is_this_text_and_comes_back(void **state)
{
	struct credential_challenge challenge = {
		.id_object = { 1, 2, 3 }, .id_object_size = 3, .seed = { 4, 5 }, .seed_size = 2,
	}, found;
	struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);

	(void)state;
	name(challenge.ak_name, 0xa0);
	name(challenge.ek_name, 0xe0);
	assert_int_equal(credential_file_encode_challenge(&challenge, &text), 0);
	is_text(&text, CHALLENGE);
	assert_int_equal(credential_file_decode_challenge(text.data, text.size, &found, NULL), 0);
	assert_memory_equal(&found, &challenge, sizeof(found));
	buffer_deinit(&text);
}

static void a_response_is_this_text_and_comes_back(void **state)
{
	struct credential_response response = { .secret = SECRET_NONE }, found;
	struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);

	(void)state;
	name(response.ak_name, 0xa0);
	assert_int_equal(secret_init(&response.secret, CREDENTIAL_FILE_SECRET_SIZE), 0);
	memset(response.secret.bytes, 'A', response.secret.size);
	assert_int_equal(credential_file_encode_response(&response, &text), 0);
	is_text(&text, RESPONSE);
	assert_int_equal(credential_file_decode_response(text.data, text.size, &found, NULL), 0);
	assert_memory_equal(found.ak_name, response.ak_name, sizeof(found.ak_name));
	assert_int_equal(found.secret.size, response.secret.size);
	assert_memory_equal(found.secret.bytes, response.secret.bytes, found.secret.size);
	credential_response_deinit(&found);
	credential_response_deinit(&response);
	buffer_deinit(&text);
}

static void a_state_is_this_text_and_comes_back(void **state)
{
	struct credential_state kept = { .time = 1790000000 }, found;
	struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);

	(void)state;
	name(kept.ak_name, 0xa0);
	name(kept.ek_name, 0xe0);
	digest(kept.report_digest);
	digest(kept.secret_digest);
	assert_int_equal(credential_file_encode_state(&kept, &text), 0);
	is_text(&text, STATE);
	assert_int_equal(credential_file_decode_state(text.data, text.size, &found, NULL), 0);
	assert_memory_equal(&found, &kept, sizeof(found));
	buffer_deinit(&text);
}

static void what_cannot_be_said_is_not_written(void **state)
{
	struct credential_challenge challenge = { .id_object_size = 0, .seed_size = 1 };
	struct credential_response response = { .secret = SECRET_NONE };
	struct credential_state kept = { .time = -1 };
	struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);

	(void)state;
	assert_int_equal(credential_file_encode_challenge(&challenge, &text), -EINVAL);
	challenge.id_object_size = CREDENTIAL_FILE_OBJECT_MAX + 1;
	assert_int_equal(credential_file_encode_challenge(&challenge, &text), -E2BIG);
	assert_int_equal(credential_file_encode_response(&response, &text), -EINVAL);
	assert_int_equal(credential_file_encode_state(&kept, &text), -EINVAL);
	assert_int_equal(text.size, 0);
	buffer_deinit(&text);
}

/* What is before the text in the buffer is another's, and stays. */
static void a_buffer_that_is_full_keeps_what_it_had(void **state)
{
	struct credential_state kept = { .time = 1 };
	struct buffer text = BUFFER_INIT(64);

	(void)state;
	assert_int_equal(buffer_append(&text, "before", 6), 0);
	assert_int_equal(credential_file_encode_state(&kept, &text), -E2BIG);
	is_text(&text, "before");
	buffer_deinit(&text);
}

static void a_text_that_ends_early_is_none(void **state)
{
	size_t i, size;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		assert_int_equal(kinds[i].decode(kinds[i].text, strlen(kinds[i].text), NULL), 0);
		for (size = 0; size < strlen(kinds[i].text); size++)
			assert_int_equal(kinds[i].decode(kinds[i].text, size, NULL), -EBADMSG);
	}
}

static void one_kind_is_not_taken_for_another(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < 3; i++)
		for (j = 0; j < 3; j++)
			if (i != j)
				is_refused(&kinds[i], kinds[j].text, -EBADMSG);
}

static void any_other_text_of_the_same_is_refused(void **state)
{
	char padded[CREDENTIAL_FILE_SIZE_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		const struct kind *kind = &kinds[i];

		is_refused(kind, replaced(kind->text, "\"version\":1", "\"version\":2"), -EBADMSG);
		is_refused(kind, replaced(kind->text, "\"version\":1", "\"version\":1,\"x\":1"),
			   -EBADMSG);
		is_refused(kind, replaced(kind->text, "{", "{ "), -EBADMSG);
		is_refused(kind, replaced(kind->text, "}", "}\n"), -EBADMSG);
		is_refused(kind, replaced(kind->text, "a0a1", "A0A1"), -EBADMSG);
		is_refused(kind, replaced(kind->text, "a0a1", "a0"), -EBADMSG);
		is_refused(kind, replaced(kind->text, "a0a1", "a0a1a1"), -EBADMSG);
		memset(padded, ' ', sizeof(padded) - 1);
		padded[sizeof(padded) - 1] = 0;
		is_refused(kind, padded, -E2BIG);
	}
}

static void sizes_and_times_have_their_limits(void **state)
{
	char object[1024];

	(void)state;
	is_refused(&kinds[0], replaced(CHALLENGE, "AQID", ""), -EBADMSG);
	memset(object, 'A', sizeof(object));
	object[4 * (CREDENTIAL_FILE_OBJECT_MAX / 3 + 1)] = 0;	/* 513 bytes */
	is_refused(&kinds[0], replaced(CHALLENGE, "AQID", object), -E2BIG);
	is_refused(&kinds[1], replaced(RESPONSE, "QUFB", ""), -EBADMSG);
	is_refused(&kinds[1], replaced(RESPONSE, "QUFB", "QUFBQUFB"), -E2BIG);
	is_refused(&kinds[2], replaced(STATE, "1790000000", "9223372036854775808"), -E2BIG);
	is_refused(&kinds[2], replaced(STATE, "1790000000", "-1"), -EBADMSG);
	is_refused(&kinds[2], replaced(STATE, "1790000000", "01"), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_challenge_is_this_text_and_comes_back),
		cmocka_unit_test(a_response_is_this_text_and_comes_back),
		cmocka_unit_test(a_state_is_this_text_and_comes_back),
		cmocka_unit_test(what_cannot_be_said_is_not_written),
		cmocka_unit_test(a_buffer_that_is_full_keeps_what_it_had),
		cmocka_unit_test(a_text_that_ends_early_is_none),
		cmocka_unit_test(one_kind_is_not_taken_for_another),
		cmocka_unit_test(any_other_text_of_the_same_is_refused),
		cmocka_unit_test(sizes_and_times_have_their_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
