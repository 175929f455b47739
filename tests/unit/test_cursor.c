/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bounded reader never moves past its end, and remembers that it was asked to.
 */
#include "tests/unit/unit.h"

#include "lib/base/cursor.h"

static const uint8_t data[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

static void reads_little_and_big_endian(void **state)
{
	struct cursor cursor;

	cursor_init(&cursor, data, sizeof(data));
	assert_int_equal(cursor_u8(&cursor), 0x01);
	assert_int_equal(cursor_le16(&cursor), 0x0302);
	assert_int_equal(cursor_le32(&cursor), 0x07060504);
	assert_true(cursor_le64(&cursor) == 0x0f0e0d0c0b0a0908u);
	assert_int_equal(cursor_end(&cursor), 0);

	cursor_init(&cursor, data, sizeof(data));
	cursor_skip(&cursor, 1);
	assert_int_equal(cursor_be16(&cursor), 0x0203);
	assert_int_equal(cursor_be32(&cursor), 0x04050607);
	assert_true(cursor_be64(&cursor) == 0x08090a0b0c0d0e0fu);
	assert_int_equal(cursor_end(&cursor), 0);
}

static void a_read_that_does_not_fit_breaks_the_cursor_for_good(void **state)
{
	struct cursor cursor;
	uint8_t copy[4] = { 9, 9, 9, 9 };

	cursor_init(&cursor, data, 3);
	assert_int_equal(cursor_le32(&cursor), 0);
	assert_false(cursor_ok(&cursor));
	assert_int_equal(cursor_left(&cursor), 0);
	assert_int_equal(cursor_u8(&cursor), 0);
	assert_null(cursor_bytes(&cursor, 0));
	cursor_copy(&cursor, copy, sizeof(copy));
	assert_int_equal(copy[0] | copy[1] | copy[2] | copy[3], 0);
	assert_int_equal(cursor_end(&cursor), -EBADMSG);
}

static void the_largest_size_does_not_overflow(void **state)
{
	struct cursor cursor;

	cursor_init(&cursor, data, sizeof(data));
	cursor_skip(&cursor, 1);
	assert_null(cursor_bytes(&cursor, SIZE_MAX));
	assert_false(cursor_ok(&cursor));
}

static void trailing_bytes_are_refused(void **state)
{
	struct cursor cursor;

	cursor_init(&cursor, data, 2);
	cursor_skip(&cursor, 1);
	assert_int_equal(cursor_end(&cursor), -EBADMSG);
}

static void a_sub_cursor_is_bounded_and_knows_where_it_is(void **state)
{
	struct cursor cursor, sub, nested;

	cursor_init(&cursor, data, sizeof(data));
	cursor_skip(&cursor, 2);
	sub = cursor_sub(&cursor, 4);
	assert_int_equal(cursor_offset(&cursor), 6);
	assert_int_equal(cursor_u8(&sub), 3);
	nested = cursor_sub(&sub, 2);
	assert_int_equal(cursor_offset(&nested), 3);
	assert_int_equal(cursor_u8(&nested), 4);
	assert_int_equal(cursor_le32(&sub), 0);
	assert_false(cursor_ok(&sub));
	assert_true(cursor_ok(&cursor));

	sub = cursor_sub(&cursor, 100);
	assert_false(cursor_ok(&sub));
	assert_false(cursor_ok(&cursor));
}

static void seeking_beyond_the_end_breaks_the_cursor(void **state)
{
	struct cursor cursor;

	cursor_init(&cursor, data, sizeof(data));
	cursor_seek(&cursor, sizeof(data));
	assert_int_equal(cursor_end(&cursor), 0);
	cursor_seek(&cursor, sizeof(data) + 1);
	assert_false(cursor_ok(&cursor));
	cursor_seek(&cursor, 0);
	assert_false(cursor_ok(&cursor));
}

static void padding_is_recognised(void **state)
{
	static const uint8_t padded[] = { 1, 0, 0, 0 };
	struct cursor cursor;

	cursor_init(&cursor, padded, sizeof(padded));
	assert_false(cursor_is_filled_with(&cursor, 0));
	cursor_skip(&cursor, 1);
	assert_true(cursor_is_filled_with(&cursor, 0));
	assert_false(cursor_is_filled_with(&cursor, 0xff));
	cursor_skip(&cursor, 3);
	assert_false(cursor_is_filled_with(&cursor, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_little_and_big_endian),
		cmocka_unit_test(a_read_that_does_not_fit_breaks_the_cursor_for_good),
		cmocka_unit_test(the_largest_size_does_not_overflow),
		cmocka_unit_test(trailing_bytes_are_refused),
		cmocka_unit_test(a_sub_cursor_is_bounded_and_knows_where_it_is),
		cmocka_unit_test(seeking_beyond_the_end_breaks_the_cursor),
		cmocka_unit_test(padding_is_recognised),
	};

	return cmocka_run_group_tests_name("cursor", tests, NULL, NULL);
}
