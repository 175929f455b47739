/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines of fields.
 */
#include "lib/base/cursor.h"
#include "lib/format/text_line.h"
#include "tests/unit/unit.h"

#define BLANKS	" \t"

static struct cursor text_of(const char *text, size_t size)
{
	struct cursor cursor;

	cursor_init(&cursor, text, size);
	return cursor;
}

static void lines_end_at_their_ends_and_the_last_one_needs_none(void **state)
{
	struct cursor text = text_of("one\n\nthree", 10), line;

	line = text_line_next(&text);
	assert_int_equal(cursor_left(&line), 3);
	line = text_line_next(&text);
	assert_int_equal(cursor_left(&line), 0);
	line = text_line_next(&text);
	assert_int_equal(cursor_left(&line), 5);
	assert_int_equal(cursor_left(&text), 0);
}

static void comments_and_blank_lines_have_no_field(void **state)
{
	struct cursor line = text_of(" \t", 2);

	assert_false(text_line_begin(&line, BLANKS));
	line = text_of("\t# text", 7);
	assert_false(text_line_begin(&line, BLANKS));
	line = text_of("\rx", 2); /* a blank elsewhere */
	assert_true(text_line_begin(&line, BLANKS));
}

static void fields_are_parted_by_blanks(void **state)
{
	struct cursor line = text_of("  a  bcd\t", 9);
	char field[4];

	assert_true(text_line_begin(&line, BLANKS));
	assert_true(text_line_field(&line, BLANKS, field, 3));
	assert_string_equal(field, "a");
	assert_true(text_line_field(&line, BLANKS, field, 3));
	assert_string_equal(field, "bcd");
	assert_int_equal(cursor_left(&line), 0);
	assert_true(text_line_field(&line, BLANKS, field, 3));
	assert_string_equal(field, "");
}

static void a_field_that_is_too_long_or_has_a_zero_is_refused(void **state)
{
	struct cursor line = text_of("abcd", 4);
	char field[4];

	assert_false(text_line_field(&line, BLANKS, field, 3));
	line = text_of("a\0b", 3);
	assert_false(text_line_field(&line, BLANKS, field, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_at_their_ends_and_the_last_one_needs_none),
		cmocka_unit_test(comments_and_blank_lines_have_no_field),
		cmocka_unit_test(fields_are_parted_by_blanks),
		cmocka_unit_test(a_field_that_is_too_long_or_has_a_zero_is_refused),
	};

	return cmocka_run_group_tests_name("text_line", tests, NULL, NULL);
}
