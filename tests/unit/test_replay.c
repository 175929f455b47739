/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Replaying event logs, against values that were computed with sha1sum and
 * sha256sum: PCR' = H(PCR || digest), digests filled with 0x11.
 */
#include "tests/unit/log_builder.h"

#include "lib/base/hex.h"
#include "lib/policy/replay.h"

#define SHA1_ONCE	"b3e26c6ca6785f04dd7187293d802d5b16dad8c1"
#define SHA256_ONCE	"8878b15a7d6a3a4f464e8f9f42591dbc0cf4bedea0ec309003d2b2ee53655ef8"
#define SHA256_TWICE	"dfb05b0f8ef7f253a3e2da3d8b2d14ffd928bba31f912ce36d3a929dc8b86d14"
#define SHA256_FROM_3	"b8e8cc97156c2b3142cb8e876236fd4729748153743b480af0949565f227d2eb"
#define SHA256_FROM_4	"7ff4e207f5619b362c2baa1709160a7bf1b5e52e1e2665cac4ef6edfac3deef8"
#define SHA256_FROM_FF	"d664b488b36e56c5c50ccec28311484007f5eb78e23dee710944536d63f7282f"

static int run(const struct bytes *bytes, struct replay **ret, struct fault *fault)
{
	struct eventlog_event event;
	struct eventlog log;
	int r;

	assert_int_equal(eventlog_init(&log, bytes->data, bytes->size, NULL), 0);
	assert_int_equal(replay_new(&log, ret, NULL), 0);
	while ((r = eventlog_next(&log, &event, NULL)) > 0) {
		r = replay_event(*ret, &event, fault);
		if (r < 0)
			return r;
	}
	return r;
}

static void assert_pcr(const struct replay *replay, uint16_t algorithm, unsigned int pcr,
		       const char *expected)
{
	const struct replay_bank *bank = replay_bank_find(replay, algorithm);
	char text[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)];

	assert_non_null(bank);
	assert_string_equal(hex_encode(bank->pcrs[pcr], bank->digest_size, text), expected);
}

static void all_banks_are_extended(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 7, EV_SEPARATOR, 0x11, "", 0);
	put_agile_event(&bytes, 4, EV_SEPARATOR, 0x11, "", 0);
	put_agile_event(&bytes, 4, EV_SEPARATOR, 0x11, "", 0);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_int_equal(replay_bank_count(replay), 2);
	assert_int_equal(replay_bank(replay, 0)->extended, 1 << 7 | 1 << 4);
	assert_int_equal(replay_bank(replay, 0)->incomplete, 0);
	assert_pcr(replay, HASH_SHA1, 7, SHA1_ONCE);
	assert_pcr(replay, HASH_SHA256, 7, SHA256_ONCE);
	assert_pcr(replay, HASH_SHA256, 4, SHA256_TWICE);
	assert_null(replay_bank_find(replay, HASH_SHA384));
	replay_free(replay);
}

static void no_action_is_never_extended(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 6, EV_NO_ACTION, 0x11, "anything", 8);
	put_agile_event(&bytes, EVENTLOG_NO_PCR, EV_NO_ACTION, 0x11, "", 0);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_int_equal(replay_bank(replay, 1)->extended, 0);
	replay_free(replay);
}

static void the_startup_locality_is_where_pcr_0_starts(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 0, EV_NO_ACTION, 0, "StartupLocality\0\3", 17);
	put_agile_event(&bytes, 0, EV_SEPARATOR, 0x11, "", 0);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_pcr(replay, HASH_SHA256, 0, SHA256_FROM_3);
	replay_free(replay);
}

static void a_startup_locality_that_is_logged_late_counts_from_the_start(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 0, EV_SEPARATOR, 0x11, "", 0);
	put_agile_event(&bytes, 0, EV_NO_ACTION, 0, "StartupLocality\0\3", 17);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_pcr(replay, HASH_SHA256, 0, SHA256_FROM_3);
	assert_int_equal(replay_locality(replay), 3);
	replay_free(replay);
}

static void startup_localities_that_contradict_each_other_are_refused(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct fault fault = FAULT_NONE;
	struct replay *replay;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 0, EV_NO_ACTION, 0, "StartupLocality\0\3", 17);
	put_agile_event(&bytes, 0, EV_NO_ACTION, 0, "StartupLocality\0\3", 17);
	put_agile_event(&bytes, 0, EV_NO_ACTION, 0, "StartupLocality\0\0", 17);
	assert_int_equal(run(&bytes, &replay, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "event 3: start-up locality 0"));
	replay_free(replay);
}

static void an_hcrtm_event_starts_pcr_0_at_4(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 0, EV_EFI_HCRTM_EVENT, 0x11, "HCRTM", 5);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_pcr(replay, HASH_SHA256, 0, SHA256_FROM_4);
	replay_free(replay);
}

static void dynamic_pcrs_start_at_ones(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 17, EV_SEPARATOR, 0x11, "", 0);
	put_agile_event(&bytes, 23, EV_SEPARATOR, 0x11, "", 0);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_pcr(replay, HASH_SHA256, 17, SHA256_FROM_FF);
	assert_pcr(replay, HASH_SHA256, 23, SHA256_ONCE);
	replay_free(replay);
}

static void a_missing_digest_is_remembered(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_spec_id(&bytes);
	put_le(&bytes, 3, 4);
	put_le(&bytes, EV_SEPARATOR, 4);
	put_le(&bytes, 1, 4);
	put_le(&bytes, HASH_SHA256, 2);
	put_fill(&bytes, 0x11, 32);
	put_le(&bytes, 0, 4);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_int_equal(replay_bank_find(replay, HASH_SHA1)->incomplete, 1 << 3);
	assert_int_equal(replay_bank_find(replay, HASH_SHA256)->incomplete, 0);
	assert_pcr(replay, HASH_SHA256, 3, SHA256_ONCE);
	replay_free(replay);
}

static void an_unknown_bank_is_not_computable_and_never_matches(void **state)
{
	static const uint8_t zeros[EVENTLOG_DIGEST_MAX];
	struct bytes bytes = { .size = 0 };
	const struct replay_bank *bank;
	struct replay *replay;

	put_spec_id(&bytes);
	set_le(&bytes, 32 + 28, 0x7777, 2);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	bank = replay_bank_find(replay, 0x7777);
	assert_non_null(bank);
	assert_false(bank->is_computable);
	assert_int_equal(replay_compare(bank, 0, zeros), REPLAY_DIFFERS);
	replay_free(replay);
}

static void a_difference_counts_where_the_firmware_alone_extends(void **state)
{
	struct bytes bytes = { .size = 0 };
	const struct replay_bank *bank;
	struct replay *replay;
	uint8_t live[EVENTLOG_DIGEST_MAX];
	unsigned int pcr;

	put_spec_id(&bytes);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	bank = replay_bank_find(replay, HASH_SHA256);
	for (pcr = 0; pcr < 16; pcr++) {
		memset(live, 0, sizeof(live));
		assert_int_equal(replay_compare(bank, pcr, live), REPLAY_MATCHES);
		live[31] = 1;
		assert_int_equal(replay_compare(bank, pcr, live),
				 pcr < 8 ? REPLAY_DIFFERS : REPLAY_MOVED_ON);
	}
	replay_free(replay);
	replay_free(NULL);
}

static void a_dynamic_launch_resets_its_pcrs(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 18, EV_SEPARATOR, 0x22, "", 0);
	put_agile_event(&bytes, 17, 0x402, 0x11, "", 0);
	put_agile_event(&bytes, 18, 0x404, 0x11, "", 0);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_true(replay_has_dynamic_launch(replay));
	assert_pcr(replay, HASH_SHA256, 17, SHA256_ONCE);
	assert_pcr(replay, HASH_SHA256, 18, SHA256_ONCE);
	replay_free(replay);
}

#define RECORD(register_)                                                               \
	"{" register_ ",\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\""              \
	"1111111111111111111111111111111111111111111111111111111111111111\"}]}\n"

/* Feeds a log behind what @replay has. */
static void feed(struct replay *replay, const void *data, size_t size)
{
	struct eventlog_event event;
	struct eventlog log;

	assert_int_equal(eventlog_init(&log, data, size, NULL), 0);
	while (eventlog_next(&log, &event, NULL) > 0)
		assert_int_equal(replay_event(replay, &event, NULL), 0);
}

static void a_second_log_goes_on_where_the_first_ended(void **state)
{
	static const char records[] = RECORD("\"pcr\":7") RECORD("\"nv_index\":5");
	struct bytes bytes = { .size = 0 };
	struct replay *replay;
	char text[HEX_TEXT_SIZE(32)];

	put_spec_id(&bytes);
	put_agile_event(&bytes, 7, EV_SEPARATOR, 0x11, "", 0);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	feed(replay, records, sizeof(records) - 1);
	assert_pcr(replay, HASH_SHA256, 7, SHA256_TWICE);
	assert_int_equal(replay_bank_find(replay, HASH_SHA1)->incomplete, 1 << 7);
	assert_int_equal(replay_nv_count(replay), 1);
	assert_int_equal(replay_nv(replay, 0)->index, 5);
	assert_string_equal(hex_encode(replay_nv(replay, 0)->value, 32, text), SHA256_ONCE);
	replay_free(replay);
}

/* Its number in its own log says nothing of where the first one ended. */
static void a_second_log_cannot_say_late_where_pcr_0_started(void **state)
{
	struct bytes first = { .size = 0 }, second = { .size = 0 };
	struct fault fault = FAULT_NONE;
	struct eventlog_event event;
	struct replay *replay;
	struct eventlog log;

	put_spec_id(&first);
	put_agile_event(&first, 0, EV_SEPARATOR, 0x11, "", 0);
	assert_int_equal(run(&first, &replay, NULL), 0);
	put_spec_id(&second);
	put_agile_event(&second, 0, EV_NO_ACTION, 0, "StartupLocality\0\3", 17);
	assert_int_equal(eventlog_init(&log, second.data, second.size, NULL), 0);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(replay_event(replay, &event, NULL), 0);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(replay_event(replay, &event, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "the log before this one"));
	assert_pcr(replay, HASH_SHA256, 0, SHA256_ONCE);
	assert_int_equal(replay_locality(replay), 0);
	replay_free(replay);
}

static void a_bank_that_comes_late_has_a_gap_before(void **state)
{
	static const char records[] = RECORD("\"pcr\":4");
	struct bytes bytes = { .size = 0 };
	struct replay *replay;

	put_legacy_event(&bytes, 7, EV_SEPARATOR, 0x11, "", 0);
	assert_int_equal(run(&bytes, &replay, NULL), 0);
	assert_null(replay_bank_find(replay, HASH_SHA256));
	feed(replay, records, sizeof(records) - 1);
	assert_int_equal(replay_bank_find(replay, HASH_SHA256)->incomplete, 1 << 7);
	assert_pcr(replay, HASH_SHA256, 4, SHA256_ONCE);
	replay_free(replay);
}

static void a_violation_of_ima_extends_ones(void **state)
{
	struct bytes bytes = { .size = 0 }, ones = { .size = 0 };
	struct replay *replay, *expected;
	char text[HEX_TEXT_SIZE(32)];

	put_le(&bytes, 10, 4);
	put_fill(&bytes, 0, 20);
	put_le(&bytes, 6, 4);
	put(&bytes, "ima-ng", 6);
	put_le(&bytes, 0, 4);
	put_spec_id(&ones);
	put_agile_event(&ones, 10, EV_SEPARATOR, 0xff, "", 0);
	assert_int_equal(run(&ones, &expected, NULL), 0);
	ones.size = 0;
	put_spec_id(&ones);
	assert_int_equal(run(&ones, &replay, NULL), 0);
	feed(replay, bytes.data, bytes.size);
	assert_pcr(replay, HASH_SHA256, 10,
		   hex_encode(replay_bank_find(expected, HASH_SHA256)->pcrs[10], 32, text));
	replay_free(replay);
	replay_free(expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_banks_are_extended),
		cmocka_unit_test(no_action_is_never_extended),
		cmocka_unit_test(the_startup_locality_is_where_pcr_0_starts),
		cmocka_unit_test(a_startup_locality_that_is_logged_late_counts_from_the_start),
		cmocka_unit_test(startup_localities_that_contradict_each_other_are_refused),
		cmocka_unit_test(an_hcrtm_event_starts_pcr_0_at_4),
		cmocka_unit_test(dynamic_pcrs_start_at_ones),
		cmocka_unit_test(a_dynamic_launch_resets_its_pcrs),
		cmocka_unit_test(a_second_log_goes_on_where_the_first_ended),
		cmocka_unit_test(a_second_log_cannot_say_late_where_pcr_0_started),
		cmocka_unit_test(a_bank_that_comes_late_has_a_gap_before),
		cmocka_unit_test(a_violation_of_ima_extends_ones),
		cmocka_unit_test(a_missing_digest_is_remembered),
		cmocka_unit_test(an_unknown_bank_is_not_computable_and_never_matches),
		cmocka_unit_test(a_difference_counts_where_the_firmware_alone_extends),
	};

	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
