/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A fault carries its error through, holds text and offset, and may be absent.
 */
#include "tests/unit/unit.h"

static void holds_text_and_offset_and_returns_the_error(void **state)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(fault_set(&fault, -EBADMSG, "log: event %d", 7), -EBADMSG);
	assert_string_equal(fault.text, "log: event 7");
	assert_true(fault.offset == FAULT_NOWHERE);
	assert_int_equal(fault_set_at(&fault, -EIO, 0, "log: start"), -EIO);
	assert_string_equal(fault.text, "log: start");
	assert_int_equal(fault.offset, 0);
}

static void nobody_needs_to_listen(void **state)
{
	assert_int_equal(fault_set(NULL, -ENOENT, "gone"), -ENOENT);
	assert_int_equal(fault_set_at(NULL, -ENOENT, 3, "gone"), -ENOENT);
}

static void what_it_is_about_can_be_named_later(void **state)
{
	struct fault fault = FAULT_NONE;

	(void)fault_set_at(&fault, -EBADMSG, 7, "no log");
	assert_int_equal(fault_name(&fault, -EBADMSG, "/a/path"), -EBADMSG);
	assert_string_equal(fault.text, "/a/path: no log");
	assert_int_equal(fault.offset, 7);
	assert_int_equal(fault_name(NULL, -EBADMSG, "/a/path"), -EBADMSG);
}

static void long_text_is_cut(void **state)
{
	struct fault fault = FAULT_NONE;
	char text[2 * FAULT_TEXT_MAX];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	(void)fault_set(&fault, 0, "%s", text);
	assert_int_equal(strlen(fault.text), FAULT_TEXT_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_text_and_offset_and_returns_the_error),
		cmocka_unit_test(nobody_needs_to_listen),
		cmocka_unit_test(what_it_is_about_can_be_named_later),
		cmocka_unit_test(long_text_is_cut),
	};

	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
