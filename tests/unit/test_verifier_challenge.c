/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A verifier's challenge: what is written is read, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/verifier_challenge.h"

static const char text_of_sevens[] =
	"{\"challenge\":\"BwcHBwcHBwcHBwcHBwcHBw==\",\"expires\":60,"
	"\"format\":\"svsm-guest/challenge\",\"session\":\"Abc-0_9\",\"version\":1}\n";

static struct verifier_challenge sevens(void)
{
	struct verifier_challenge challenge = { .size = 16, .expires = 60, .session = "Abc-0_9" };

	memset(challenge.challenge, 7, challenge.size);
	return challenge;
}

static void test_a_challenge_has_one_text(void **state)
{
	struct buffer text = BUFFER_INIT(VERIFIER_CHALLENGE_SIZE_MAX);
	struct verifier_challenge challenge = sevens(), read;

	assert_int_equal(verifier_challenge_encode(&challenge, &text), 0);
	assert_int_equal(text.size, sizeof(text_of_sevens) - 1);
	assert_memory_equal(text.data, text_of_sevens, text.size);
	assert_int_equal(verifier_challenge_decode(text.data, text.size, &read, NULL), 0);
	assert_int_equal(read.size, 16);
	assert_memory_equal(read.challenge, challenge.challenge, 16);
	assert_int_equal(read.expires, 60);
	assert_string_equal(read.session, "Abc-0_9");
	buffer_deinit(&text);
}

static void test_what_may_not_stand_there_is_not_written(void **state)
{
	struct buffer text = BUFFER_INIT(VERIFIER_CHALLENGE_SIZE_MAX);
	struct verifier_challenge challenge = sevens();

	challenge.size = EVIDENCE_CHALLENGE_MIN - 1;
	assert_int_equal(verifier_challenge_encode(&challenge, &text), -EINVAL);
	challenge = sevens();
	challenge.expires = 0;
	assert_int_equal(verifier_challenge_encode(&challenge, &text), -EINVAL);
	challenge = sevens();
	strcpy(challenge.session, "../x");
	assert_int_equal(verifier_challenge_encode(&challenge, &text), -EINVAL);
	*challenge.session = '\0';
	assert_int_equal(verifier_challenge_encode(&challenge, &text), -EINVAL);
	assert_int_equal(text.size, 0);
	buffer_deinit(&text);
}

static void test_a_session_that_leads_elsewhere_is_refused_by_name(void **state)
{
	struct verifier_challenge read = { .expires = 7 };
	char copy[sizeof(text_of_sevens)];
	struct fault fault = FAULT_NONE;

	strcpy(copy, text_of_sevens);
	memcpy(strstr(copy, "Abc"), "../", 3);
	assert_int_equal(verifier_challenge_decode(copy, sizeof(copy) - 1, &read, &fault),
			 -EBADMSG);
	assert_non_null(strstr(fault.text, "session: must be letters, digits"));
	assert_int_equal(read.expires, 7);
}

static void test_every_cut_of_a_challenge_is_refused(void **state)
{
	struct verifier_challenge read = { .expires = 7 };
	size_t size;

	for (size = 0; size < sizeof(text_of_sevens) - 1; size++) {
		uint8_t *copy = exact_copy(text_of_sevens, size);

		assert_int_equal(verifier_challenge_decode(copy, size, &read, NULL), -EBADMSG);
		free(copy);
	}
	assert_int_equal(read.expires, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_challenge_has_one_text),
		cmocka_unit_test(test_what_may_not_stand_there_is_not_written),
		cmocka_unit_test(test_a_session_that_leads_elsewhere_is_refused_by_name),
		cmocka_unit_test(test_every_cut_of_a_challenge_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
