/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading event logs: both forms, what firmware gets wrong, and what is cut off.
 */
#include "tests/unit/log_builder.h"

#define SPEC_ID_EVENT_SIZE	(32 + 37)

/* Reads all of a log: the last answer of eventlog_next(), or that of eventlog_init(). */
static int read_all(const struct bytes *bytes, size_t *ret_events, struct fault *fault)
{
	uint8_t *data = exact_copy(bytes->data, bytes->size);
	struct eventlog_event event;
	struct eventlog log;
	int r;

	*ret_events = 0;
	r = eventlog_init(&log, data, bytes->size, fault);
	if (!r)
		while ((r = eventlog_next(&log, &event, fault)) > 0)
			*ret_events += 1;
	free(data);
	return r;
}

static void reads_the_agile_form(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct eventlog_event event;
	struct eventlog log;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 7, EV_SEPARATOR, 0x11, "data", 4);
	assert_int_equal(eventlog_init(&log, bytes.data, bytes.size, NULL), 0);
	assert_int_equal(log.format, EVENTLOG_AGILE);
	assert_int_equal(log.bank_count, 2);
	assert_int_equal(log.banks[1].algorithm, HASH_SHA256);
	assert_int_equal(log.banks[1].digest_size, 32);

	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(event.type, EV_NO_ACTION);
	assert_int_equal(event.number, 0);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(event.number, 1);
	assert_int_equal(event.offset, SPEC_ID_EVENT_SIZE);
	assert_int_equal(event.pcr, 7);
	assert_int_equal(event.type, EV_SEPARATOR);
	assert_int_equal(event.digest_count, 2);
	assert_int_equal(eventlog_event_digest(&event, HASH_SHA256)->size, 32);
	assert_int_equal(eventlog_event_digest(&event, HASH_SHA256)->data[31], 0x11);
	assert_null(eventlog_event_digest(&event, HASH_SHA384));
	assert_int_equal(event.data_size, 4);
	assert_memory_equal(event.data, "data", 4);
	assert_int_equal(eventlog_next(&log, &event, NULL), 0);
	assert_int_equal(eventlog_next(&log, &event, NULL), 0);
}

static void reads_the_legacy_form(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct eventlog_event event;
	struct eventlog log;

	put_legacy_event(&bytes, 4, 8, 0x22, "", 0);
	put_legacy_event(&bytes, 5, 9, 0x33, "abc", 3);
	assert_int_equal(eventlog_init(&log, bytes.data, bytes.size, NULL), 0);
	assert_int_equal(log.format, EVENTLOG_SHA1);
	assert_int_equal(log.bank_count, 1);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(event.pcr, 4);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(event.offset, 32);
	assert_int_equal(eventlog_event_digest(&event, HASH_SHA1)->data[0], 0x33);
	assert_int_equal(eventlog_next(&log, &event, NULL), 0);
}

static void padding_ends_the_log(void **state)
{
	static const uint8_t paddings[] = { 0x00, 0xff };
	struct bytes bytes;
	size_t events, i, size;

	for (i = 0; i < 2; i++) {
		for (size = 1; size < 70; size += 23) {
			bytes = (struct bytes){ .size = 0 };
			put_spec_id(&bytes);
			put_agile_event(&bytes, 1, EV_SEPARATOR, 0x11, "data", 4);
			put_fill(&bytes, paddings[i], size);
			assert_int_equal(read_all(&bytes, &events, NULL), 0);
			assert_int_equal(events, 2);
		}
	}
}

static void what_follows_padding_is_no_padding(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct fault fault = FAULT_NONE;
	size_t events;

	put_spec_id(&bytes);
	put_fill(&bytes, 0xff, 70);
	put_fill(&bytes, 0x01, 1);
	assert_int_equal(read_all(&bytes, &events, &fault), -EBADMSG);
	assert_int_equal(events, 1);
	assert_int_equal(fault.offset, SPEC_ID_EVENT_SIZE);
}

static void an_event_may_lack_a_bank_and_bring_a_known_one_that_was_not_listed(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct eventlog_event event;
	struct eventlog log;

	put_spec_id(&bytes);
	put_le(&bytes, 2, 4);
	put_le(&bytes, EV_SEPARATOR, 4);
	put_le(&bytes, 1, 4);
	put_le(&bytes, HASH_SHA384, 2);
	put_fill(&bytes, 0x44, 48);
	put_le(&bytes, 0, 4);
	assert_int_equal(eventlog_init(&log, bytes.data, bytes.size, NULL), 0);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_null(eventlog_event_digest(&event, HASH_SHA256));
	assert_int_equal(eventlog_event_digest(&event, HASH_SHA384)->size, 48);
}

static void an_unknown_algorithm_is_read_by_the_size_that_the_log_states(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct eventlog_event event;
	struct eventlog log;

	put_spec_id(&bytes);
	set_le(&bytes, 32 + 28, 0x7777, 2);
	set_le(&bytes, 32 + 30, 24, 2);
	put_le(&bytes, 2, 4);
	put_le(&bytes, EV_SEPARATOR, 4);
	put_le(&bytes, 1, 4);
	put_le(&bytes, 0x7777, 2);
	put_fill(&bytes, 0x44, 24);
	put_le(&bytes, 0, 4);
	assert_int_equal(eventlog_init(&log, bytes.data, bytes.size, NULL), 0);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(eventlog_next(&log, &event, NULL), 1);
	assert_int_equal(event.digests[0].size, 24);
	assert_int_equal(eventlog_next(&log, &event, NULL), 0);
}

static void one_wrong_thing_in_an_event_ends_the_log_there(void **state)
{
	static const struct {
		const char *what;
		size_t offset;
		uint64_t value;
		size_t width;
	} cases[] = {
		{ "PCR 24", 0, 24, 4 },
		{ "no PCR, but an action", 0, 0xffffffff, 4 },
		{ "nine digests", 8, 9, 4 },
		{ "2^32 - 1 digests", 8, 0xffffffff, 4 },
		{ "digest without a size", 12, 0x7777, 2 },
		{ "data beyond the end", 68, 5, 4 },
		{ "data of 4 GiB", 68, 0xffffffff, 4 },
	};
	size_t events, i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes bytes = { .size = 0 };
		struct fault fault = FAULT_NONE;

		put_spec_id(&bytes);
		put_agile_event(&bytes, 1, EV_SEPARATOR, 0x11, "data", 4);
		set_le(&bytes, SPEC_ID_EVENT_SIZE + cases[i].offset, cases[i].value,
		       cases[i].width);
		assert_int_equal(read_all(&bytes, &events, &fault), -EBADMSG);
		assert_int_equal(events, 1);
		assert_int_equal(fault.offset, SPEC_ID_EVENT_SIZE);
	}
}

static void a_wrong_spec_id_event_is_refused(void **state)
{
	static const struct {
		const char *what;
		size_t offset;
		uint64_t value;
		size_t width;
		int error;
	} cases[] = {
		{ "no banks", 24, 0, 4, -EBADMSG },
		{ "nine banks", 24, 9, 4, -E2BIG },
		{ "2^32 - 1 banks", 24, 0xffffffff, 4, -E2BIG },
		{ "more banks than bytes", 24, 8, 4, -EBADMSG },
		{ "digests of no bytes", 30, 0, 2, -EBADMSG },
		{ "SHA-1 of 21 bytes", 30, 21, 2, -EBADMSG },
		{ "digests of 65 bytes", 34, 65, 2, -EBADMSG },
	};
	size_t events, i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes bytes = { .size = 0 };

		put_spec_id(&bytes);
		set_le(&bytes, 32 + cases[i].offset, cases[i].value, cases[i].width);
		assert_int_equal(read_all(&bytes, &events, NULL), cases[i].error);
	}
}

static void a_log_that_is_cut_keeps_what_was_whole(void **state)
{
	struct bytes bytes = { .size = 0 };
	size_t events, full, size;

	put_spec_id(&bytes);
	put_agile_event(&bytes, 1, EV_SEPARATOR, 0x11, "data", 4);
	full = bytes.size;
	for (size = 1; size < full; size++) {
		bytes.size = size;
		if (size <= 4) { /* nothing but zeros so far */
			assert_int_equal(read_all(&bytes, &events, NULL), -ENODATA);
		} else if (size == SPEC_ID_EVENT_SIZE) {
			assert_int_equal(read_all(&bytes, &events, NULL), 0);
			assert_int_equal(events, 1);
		} else {
			assert_int_equal(read_all(&bytes, &events, NULL), -EBADMSG);
			assert_int_equal(events, size > SPEC_ID_EVENT_SIZE);
		}
	}
}

static void what_is_no_log_is_refused(void **state)
{
	struct bytes bytes = { .size = 0 };
	size_t events;

	assert_int_equal(read_all(&bytes, &events, NULL), -ENODATA);
	put_fill(&bytes, 0xff, 4096);
	assert_int_equal(read_all(&bytes, &events, NULL), -ENODATA);
	bytes.size = 0;
	put(&bytes, "{\"not\": \"a log\", \"but\": \"some JSON document\"}", 45);
	assert_int_equal(read_all(&bytes, &events, NULL), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_agile_form),
		cmocka_unit_test(reads_the_legacy_form),
		cmocka_unit_test(padding_ends_the_log),
		cmocka_unit_test(what_follows_padding_is_no_padding),
		cmocka_unit_test(
			an_event_may_lack_a_bank_and_bring_a_known_one_that_was_not_listed),
		cmocka_unit_test(an_unknown_algorithm_is_read_by_the_size_that_the_log_states),
		cmocka_unit_test(one_wrong_thing_in_an_event_ends_the_log_there),
		cmocka_unit_test(a_wrong_spec_id_event_is_refused),
		cmocka_unit_test(a_log_that_is_cut_keeps_what_was_whole),
		cmocka_unit_test(what_is_no_log_is_refused),
	};

	return cmocka_run_group_tests_name("eventlog", tests, NULL, NULL);
}
