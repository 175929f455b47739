/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose log an event is of.
 */
#include "tests/unit/unit.h"

#include "lib/format/event_source.h"
#include "lib/format/eventlog.h"

static void test_a_source_has_one_name(void **state)
{
	enum event_source source = EVENT_SOURCE_IMA;

	assert_int_equal(event_source_find("", &source), 0);
	assert_int_equal(source, EVENT_SOURCE_ANY);
	assert_int_equal(event_source_find("firmware", &source), 0);
	assert_int_equal(source, EVENT_SOURCE_FIRMWARE);
	assert_int_equal(event_source_find("systemd", &source), 0);
	assert_int_equal(source, EVENT_SOURCE_SYSTEMD);
	assert_int_equal(event_source_find("ima", &source), 0);
	assert_int_equal(source, EVENT_SOURCE_IMA);
}

static void test_what_is_none_is_said(void **state)
{
	enum event_source source = EVENT_SOURCE_IMA;

	assert_int_equal(event_source_find("IMA", &source), -ENOENT);
	assert_int_equal(event_source_find("any", &source), -ENOENT);
	assert_int_equal(source, EVENT_SOURCE_IMA);
}

static void test_an_event_is_of_who_defines_its_content(void **state)
{
	static const struct {
		enum eventlog_content content;
		enum event_source source;
	} cases[] = {
		{ EVENTLOG_CONTENT_TCG, EVENT_SOURCE_FIRMWARE },
		{ EVENTLOG_CONTENT_OTHER, EVENT_SOURCE_FIRMWARE },
		{ EVENTLOG_CONTENT_SYSTEMD, EVENT_SOURCE_SYSTEMD },
		{ EVENTLOG_CONTENT_IMA, EVENT_SOURCE_IMA },
		{ EVENTLOG_CONTENT_IMA_TEXT, EVENT_SOURCE_IMA },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(event_source_of(&(struct eventlog_event){
					 .content = cases[i].content }), cases[i].source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_source_has_one_name),
		cmocka_unit_test(test_what_is_none_is_said),
		cmocka_unit_test(test_an_event_is_of_who_defines_its_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
