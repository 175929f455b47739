/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Why a PCR is not what a log says; and quotes and written values to compare with.
 */
#include "lib/policy/explain.h"

#include <openssl/evp.h>

#include "lib/format/pcr_values.h"
#include "lib/format/tpm_quote.h"
#include "lib/policy/quote_match.h"
#include "lib/policy/replay.h"
#include "tests/unit/log_builder.h"

static uint8_t value[32];

static void reset(uint8_t last)
{
	memset(value, 0, sizeof(value));
	value[31] = last;
}

static void extend(const void *digest)
{
	uint8_t joined[64];

	memcpy(joined, value, 32);
	memcpy(joined + 32, digest, 32);
	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, joined, 64, value, NULL), 1);
}

static void extend_fill(uint8_t digest)
{
	uint8_t bytes[32];

	memset(bytes, digest, sizeof(bytes));
	extend(bytes);
}

static void extend_text(const char *text)
{
	uint8_t digest[32];

	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, text, strlen(text), digest, NULL), 1);
	extend(digest);
}

/* Three events in PCR 0, and what is to be said of a PCR 0 that holds @value. */
static struct explain_answer ask(void)
{
	struct bytes bytes = { .size = 0 };
	struct explain_answer answer;
	struct eventlog_event event;
	struct explain *explain;
	struct eventlog log;
	uint8_t digest;

	put_spec_id(&bytes);
	for (digest = 1; digest <= 3; digest++)
		put_agile_event(&bytes, 0, EV_SEPARATOR, digest, "", 0);
	assert_int_equal(eventlog_init(&log, bytes.data, bytes.size, NULL), 0);
	assert_int_equal(explain_new(&log, &explain, NULL), 0);
	assert_int_equal(explain_ask(explain, HASH_SHA256, 0, value, sizeof(value)), 0);
	while (eventlog_next(&log, &event, NULL) > 0)
		assert_int_equal(explain_event(explain, 0, &event, NULL), 0);
	answer = explain_answer(explain, HASH_SHA256, 0);
	explain_free(explain);
	return answer;
}

static void a_pcr_that_was_left_behind_names_its_last_event(void **state)
{
	struct explain_answer answer;

	reset(0);
	extend_fill(1);
	extend_fill(2);
	answer = ask();
	assert_int_equal(answer.cause, EXPLAIN_STOPPED);
	assert_int_equal(answer.number, 2);
}

static void a_pcr_after_reset_was_never_extended(void **state)
{
	reset(0);
	assert_int_equal(ask().cause, EXPLAIN_NEVER_EXTENDED);
}

static void another_start_is_named(void **state)
{
	struct explain_answer answer;

	reset(3);
	extend_fill(1);
	extend_fill(2);
	extend_fill(3);
	answer = ask();
	assert_int_equal(answer.cause, EXPLAIN_LOCALITY);
	assert_int_equal(answer.number, 3);
}

static void measurements_without_a_log_are_named(void **state)
{
	struct explain_answer answer;

	reset(0);
	extend_fill(1);
	extend_fill(2);
	extend_fill(3);
	extend_text("enter-initrd");
	extend_text("leave-initrd");
	answer = ask();
	assert_int_equal(answer.cause, EXPLAIN_UNLOGGED);
	assert_int_equal(answer.number, 2);
	assert_non_null(strstr(answer.text, "enter-initrd"));
}

static void nothing_is_guessed(void **state)
{
	reset(0);
	extend_text("who knows");
	assert_int_equal(ask().cause, EXPLAIN_UNKNOWN);
}

static void written_values_are_read_in_three_forms(void **state)
{
	static const char *const texts[] = {
		"sha1:\n  0 : 0x0101010101010101010101010101010101010101\n",
		"sha1:0 0101010101010101010101010101010101010101",
		"{\"format\":\"tcg\",\"banks\":{\"sha1\":{\"0\":"
		"\"0101010101010101010101010101010101010101\"}}}",
	};
	struct pcr_values values;
	size_t i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(pcr_values_parse(texts[i], strlen(texts[i]), &values, NULL), 0);
		assert_int_equal(values.count, 1);
		assert_int_equal(values.banks[0].present, 1);
		assert_int_equal(values.banks[0].pcrs[0][19], 1);
	}
}

static void written_values_that_are_not_understood_are_refused(void **state)
{
	static const struct {
		const char *text;
		int error;
	} bad[] = {
		{ "", -ENODATA },
		{ "sha1:", -ENODATA },
		{ "{\"banks\":{}}", -ENODATA },
		{ "sha1: 24 : 0101010101010101010101010101010101010101", -EBADMSG },
		{ "sha1: 0 : 01", -EBADMSG },
		{ "0 : 0101010101010101010101010101010101010101", -EBADMSG },
		{ "sha9: 0 : 01", -EBADMSG },
		{ "{\"sha1\":{\"0\":\"01\"}}", -EBADMSG },
		{ "{\"sha1\":{\"0\":", -EBADMSG },
	};
	struct pcr_values values;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (pcr_values_parse(bad[i].text, strlen(bad[i].text), &values, NULL) !=
		    bad[i].error)
			fail_msg("'%s'", bad[i].text);
}

/* A quote of PCR 0, SHA-256. */
static void put_quote(struct bytes *quote, const uint8_t digest[static 32])
{
	put(quote, "\xff\x54\x43\x47\x80\x18\0\0\0\2no", 12);
	put_fill(quote, 0, 17 + 8);
	put(quote, "\0\0\0\1\0\x0b\3\1\0\0\0\x20", 12);
	put(quote, digest, 32);
}

static void a_quote_matches_the_pcrs_it_is_of(void **state)
{
	struct bytes bytes = { .size = 0 }, signed_ = { .size = 0 };
	struct eventlog_event event;
	struct replay *replay;
	struct tpm_quote quote;
	struct eventlog log;
	uint8_t digest[32];
	bool matches = false;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 0, EV_SEPARATOR, 1, "", 0);
	assert_int_equal(eventlog_init(&log, bytes.data, bytes.size, NULL), 0);
	assert_int_equal(replay_new(&log, &replay, NULL), 0);
	while (eventlog_next(&log, &event, NULL) > 0)
		assert_int_equal(replay_event(replay, &event, NULL), 0);
	reset(0);
	extend_fill(1);
	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, value, 32, digest, NULL), 1);
	put_quote(&signed_, digest);
	assert_int_equal(tpm_quote_parse(signed_.data, signed_.size, &quote, NULL), 0);
	assert_int_equal(quote.nonce_size, 2);
	assert_int_equal(quote_match(&quote, replay, &matches, NULL), 0);
	assert_true(matches);
	signed_.data[signed_.size - 1] ^= 1;
	assert_int_equal(quote_match(&quote, replay, &matches, NULL), 0);
	assert_false(matches);
	assert_int_equal(tpm_quote_parse(signed_.data, signed_.size - 1, &quote, NULL), -EBADMSG);
	put_fill(&signed_, 0, 1);
	assert_int_equal(tpm_quote_parse(signed_.data, signed_.size, &quote, NULL), -EBADMSG);
	replay_free(replay);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pcr_that_was_left_behind_names_its_last_event),
		cmocka_unit_test(a_pcr_after_reset_was_never_extended),
		cmocka_unit_test(another_start_is_named),
		cmocka_unit_test(measurements_without_a_log_are_named),
		cmocka_unit_test(nothing_is_guessed),
		cmocka_unit_test(written_values_are_read_in_three_forms),
		cmocka_unit_test(written_values_that_are_not_understood_are_refused),
		cmocka_unit_test(a_quote_matches_the_pcrs_it_is_of),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
