/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The growing byte string stays within its limit and keeps what it has.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"

static void grows_and_keeps_its_bytes(void **state)
{
	struct buffer buffer = BUFFER_INIT(100000);
	uint8_t byte;
	size_t i;

	for (i = 0; i < 100000; i++) {
		byte = (uint8_t)i;
		assert_int_equal(buffer_append(&buffer, &byte, 1), 0);
	}
	for (i = 0; i < 100000; i++)
		assert_int_equal(buffer.data[i], (uint8_t)i);
	assert_true(buffer.capacity <= buffer.limit);
	buffer_deinit(&buffer);
	assert_null(buffer.data);
}

static void the_limit_is_exact_and_a_refusal_changes_nothing(void **state)
{
	struct buffer buffer = BUFFER_INIT(4);

	assert_int_equal(buffer_append(&buffer, "abc", 3), 0);
	assert_int_equal(buffer_append(&buffer, "de", 2), -E2BIG);
	assert_int_equal(buffer.size, 3);
	assert_int_equal(buffer_append(&buffer, "d", 1), 0);
	assert_int_equal(buffer_append(&buffer, "e", 1), -E2BIG);
	assert_int_equal(buffer_append(&buffer, "", 0), 0);
	assert_int_equal(buffer_reserve(&buffer, SIZE_MAX), -E2BIG);
	assert_memory_equal(buffer.data, "abcd", 4);
	buffer_deinit(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_keeps_its_bytes),
		cmocka_unit_test(the_limit_is_exact_and_a_refusal_changes_nothing),
	};

	return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
