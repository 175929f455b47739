/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pages of events: what a filter lets through, where a page begins and ends, and that
 * no log makes one too large.
 */
#include <json-c/json.h>
#include <stdio.h>

#include "tests/unit/log_builder.h"

#include "lib/base/buffer.h"
#include "lib/show/json.h"
#include "lib/show/log_page.h"
#include "lib/show/log_set.h"

void json_out_of_memory(void)
{
	abort();
}

/* Firmware's log: Spec ID, then PCRs 0, 7, 7, 4 and 9. */
static void take_log(struct log_set *set, const struct bytes *log)
{
	struct buffer bytes = BUFFER_INIT(1u << 20);

	assert_int_equal(buffer_append(&bytes, log->data, log->size), 0);
	*set = (struct log_set){ .count = 0 };
	assert_int_equal(log_set_take(set, "log", &bytes, NULL), 0);
}

static void make_log(struct log_set *set)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_agile_event(&log, 0, EV_S_CRTM_VERSION, 1, "v\0001\0\0", 6);
	put_agile_event(&log, 7, EV_SEPARATOR, 2, "\0\0\0", 4);
	put_agile_event(&log, 7, EV_EFI_ACTION, 3, "a", 1);
	put_agile_event(&log, 4, EV_SEPARATOR, 4, "\0\0\0", 4);
	put_agile_event(&log, 9, EV_IPL, 5, "b", 1);
	take_log(set, &log);
}

/* The page, which is the caller's. */
static struct json_object *read_page(struct log_set *set, const struct log_page_request *request)
{
	struct buffer text = BUFFER_INIT(LOG_PAGE_SIZE_MAX);
	struct json_object *object;

	assert_int_equal(log_page_make(set, request, &text, NULL), 0);
	assert_int_equal(text.data[text.size - 1], '\n');
	assert_int_equal(buffer_append(&text, "", 1), 0);
	object = json_tokener_parse((const char *)text.data);
	assert_non_null(object);
	buffer_deinit(&text);
	return object;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(object, key, &value));
	return value;
}

/* What is asked for, and the numbers of the events that come. */
struct page_case {
	struct log_page_request request;
	uint64_t matched;
	int64_t next;		/* -1: null */
	size_t count;
	uint64_t numbers[6];
};

static void test_a_page_has_what_the_filter_lets_through_from_one_on(void **state)
{
	static const struct page_case cases[] = {
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .limit = 200 }, 6, -1, 6, { 0, 1, 2, 3, 4, 5 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .limit = 2 }, 6, 2, 2, { 0, 1 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .limit = 2, .offset = 2 }, 6, 4, 2, { 2, 3 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .limit = 2, .offset = 4 }, 6, -1, 2, { 4, 5 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .limit = 2, .offset = 5 }, 6, -1, 1, { 5 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .limit = 2, .offset = 6 }, 6, -1, 0, { 0 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .limit = 2, .offset = UINT64_MAX }, 6, -1, 0,
		  { 0 } },
		{ { .pcrs = 1u << 7, .limit = 200 }, 2, -1, 2, { 2, 3 } },
		{ { .pcrs = 1u << 7, .limit = 1 }, 2, 1, 1, { 2 } },
		{ { .pcrs = 1u << 7, .limit = 1, .offset = 1 }, 2, -1, 1, { 3 } },
		{ { .pcrs = 1u << 4 | 1u << 9, .limit = 200 }, 2, -1, 2, { 4, 5 } },
		{ { .pcrs = 0, .limit = 200 }, 0, -1, 0, { 0 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .type = "EV_SEPARATOR", .limit = 200 }, 2, -1, 2,
		  { 2, 4 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .type = "EV_SEP", .limit = 200 }, 0, -1, 0, { 0 } },
		{ { .pcrs = 1u << 4, .type = "EV_SEPARATOR", .limit = 200 }, 1, -1, 1, { 4 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .source = EVENT_SOURCE_FIRMWARE, .limit = 200 }, 6,
		  -1, 6, { 0, 1, 2, 3, 4, 5 } },
		{ { .pcrs = LOG_PAGE_ALL_PCRS, .source = EVENT_SOURCE_IMA, .limit = 200 }, 0, -1,
		  0, { 0 } },
	};
	size_t i, j;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json_object *page, *events;
		struct log_set set;

		make_log(&set);
		page = read_page(&set, &cases[i].request);
		events = member(page, "page");
		assert_int_equal(json_object_get_uint64(member(page, "matched")), cases[i].matched);
		if (cases[i].next < 0)
			assert_null(member(page, "next"));
		else
			assert_int_equal(json_object_get_int64(member(page, "next")),
					 cases[i].next);
		assert_int_equal(json_object_array_length(events), cases[i].count);
		for (j = 0; j < cases[i].count; j++)
			assert_int_equal(json_object_get_uint64(member(
						json_object_array_get_idx(events, j), "number")),
					 cases[i].numbers[j]);
		(void)json_object_put(page);
		log_set_deinit(&set);
	}
}

/* Backslashes are two characters in JSON, and stand there twice: as line, and as fact. */
static void test_large_events_make_a_page_shorter_and_lose_none(void **state)
{
	const struct log_page_request all = { .pcrs = LOG_PAGE_ALL_PCRS, .limit = 200 };
	struct log_page_request request = all;
	struct buffer bytes = BUFFER_INIT(1u << 20);
	struct json_object *page;
	uint64_t seen = 0, pages = 0;
	struct log_set set = { .count = 0 };
	struct bytes log = { .size = 0 };
	char text[2000];
	size_t i;

	memset(text, '\\', sizeof(text));
	put_spec_id(&log);
	assert_int_equal(buffer_append(&bytes, log.data, log.size), 0);
	log.size = 0;
	put_agile_event(&log, 9, EV_IPL, 5, text, sizeof(text));
	for (i = 0; i < 199; i++)
		assert_int_equal(buffer_append(&bytes, log.data, log.size), 0);
	assert_int_equal(log_set_take(&set, "log", &bytes, NULL), 0);
	do {
		page = read_page(&set, &request);
		i = json_object_array_length(member(page, "page"));
		assert_true(i > 0);
		seen += i;
		pages++;
		if (member(page, "next"))
			assert_int_equal(json_object_get_uint64(member(page, "next")), seen);
		request.offset = member(page, "next") ? seen : 0;
		(void)json_object_put(page);
	} while (request.offset);
	assert_int_equal(seen, 200);
	assert_in_range(pages, 2, 10);
	log_set_deinit(&set);
}

static void test_a_log_that_breaks_off_says_so_on_each_page(void **state)
{
	struct bytes log = { .size = 0 };
	struct json_object *page;
	struct log_set set;

	put_spec_id(&log);
	put_agile_event(&log, 7, EV_SEPARATOR, 2, "\0\0\0", 4);
	put_agile_event(&log, 7, EV_SEPARATOR, 2, "\0\0\0", 4);
	log.size -= 3;
	take_log(&set, &log);
	page = read_page(&set, &(struct log_page_request){ .pcrs = 1u << 7, .limit = 1 });
	assert_false(json_object_get_boolean(member(page, "complete")));
	assert_int_equal(json_object_array_length(member(page, "page")), 1);
	(void)json_object_put(page);
	log_set_deinit(&set);
}

static void test_a_page_that_has_no_room_is_refused(void **state)
{
	struct buffer text = BUFFER_INIT(100);
	struct fault fault = FAULT_NONE;
	struct log_set set;

	make_log(&set);
	assert_int_equal(log_page_make(&set, &(struct log_page_request){
				.pcrs = LOG_PAGE_ALL_PCRS, .limit = 1 }, &text, &fault), -E2BIG);
	assert_string_equal(fault.text, "event log: the page is too large");
	buffer_deinit(&text);
	log_set_deinit(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_page_has_what_the_filter_lets_through_from_one_on),
		cmocka_unit_test(test_large_events_make_a_page_shorter_and_lose_none),
		cmocka_unit_test(test_a_log_that_breaks_off_says_so_on_each_page),
		cmocka_unit_test(test_a_page_that_has_no_room_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
