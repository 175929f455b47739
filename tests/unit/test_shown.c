/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A verdict is of evidence that was shown, to the last byte, after whatever failed, and once.
 */
#include "tests/unit/unit.h"

#include <string.h>

#include "lib/format/verdict_record.h"
#include "lib/policy/shown.h"

static struct shown shown;
static struct shown_bundle bundle;
static struct verdict_record verdict;

/* One bundle, and a verdict of it. */
static int set_up(void **state)
{
	shown = (struct shown){ .next = 0 };
	bundle = (struct shown_bundle){ .size = 32 };
	memset(bundle.challenge, 0x11, bundle.size);
	memset(bundle.digest, 0x22, sizeof(bundle.digest));
	verdict = (struct verdict_record){ .challenge_size = bundle.size };
	memcpy(verdict.challenge, bundle.challenge, bundle.size);
	memcpy(verdict.evidence, bundle.digest, sizeof(bundle.digest));
	return 0;
}

static void test_a_verdict_is_taken_once(void **state)
{
	shown_add(&shown, &bundle, 1);
	assert_true(shown_take(&shown, &verdict));
	assert_false(shown_take(&shown, &verdict));
}

static void test_one_of_another_challenge_is_not(void **state)
{
	shown_add(&shown, &bundle, 1);
	verdict.challenge[31] ^= 1;
	assert_false(shown_take(&shown, &verdict));
	verdict.challenge[31] ^= 1;
	verdict.challenge_size = 31;
	assert_false(shown_take(&shown, &verdict));
}

static void test_nor_one_of_another_bundle(void **state)
{
	shown_add(&shown, &bundle, 1);
	verdict.evidence[31] ^= 1;
	assert_false(shown_take(&shown, &verdict));
}

static void test_nor_one_without_a_challenge(void **state)
{
	verdict.challenge_size = 0;
	memset(verdict.evidence, 0, sizeof(verdict.evidence));
	assert_false(shown_take(&shown, &verdict));
}

static void test_what_was_shown_is_forgotten(void **state)
{
	shown_add(&shown, &bundle, 1);
	shown_forget(&shown, 5);
	assert_false(shown_take(&shown, &verdict));
}

static void test_and_what_was_being_collected_then(void **state)
{
	shown_forget(&shown, 5);
	shown_add(&shown, &bundle, 5);
	assert_false(shown_take(&shown, &verdict));
	shown_add(&shown, &bundle, 6);
	assert_true(shown_take(&shown, &verdict));
}

static void test_the_oldest_goes(void **state)
{
	struct shown_bundle other = bundle;
	int i;

	shown_add(&shown, &bundle, 1);
	for (i = 1; i < SHOWN_MAX; i++) {
		other.challenge[0] = (uint8_t)(0x80 + i);
		shown_add(&shown, &other, 1);
	}
	assert_true(shown_take(&shown, &verdict));
	shown_add(&shown, &bundle, 1);
	for (i = 0; i < SHOWN_MAX; i++)
		shown_add(&shown, &other, 1);
	assert_false(shown_take(&shown, &verdict));
}

#define TEST(name)	cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_verdict_is_taken_once),
		TEST(test_one_of_another_challenge_is_not),
		TEST(test_nor_one_of_another_bundle),
		TEST(test_nor_one_without_a_challenge),
		TEST(test_what_was_shown_is_forgotten),
		TEST(test_and_what_was_being_collected_then),
		TEST(test_the_oldest_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
