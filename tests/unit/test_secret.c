/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes that are wiped before their memory goes back.  The program is linked with
 * --wrap=free: nothing else sees memory at the moment at which it is let go.
 */
#include <stdbool.h>

#include "tests/unit/unit.h"

#include "lib/base/cleanup.h"
#include "lib/base/secret.h"

#define SIZE	48

void __real_free(void *memory);
void __wrap_free(void *memory);

static const void *watched;
static bool was_wiped;

void __wrap_free(void *memory)
{
	static const uint8_t zero[SIZE];

	if (memory && memory == watched) {
		was_wiped = !memcmp(memory, zero, SIZE);
		watched = NULL;
	}
	__real_free(memory);
}

static void fill(struct secret *secret)
{
	assert_int_equal(secret_init(secret, SIZE), 0);
	memset(secret->bytes, 0x5e, SIZE);
	watched = secret->bytes;
	was_wiped = false;
}

static void a_secret_begins_as_zeros_of_its_size(void **state)
{
	static const uint8_t zero[SIZE];
	struct secret secret = SECRET_NONE;

	assert_int_equal(secret_init(&secret, SIZE), 0);
	assert_int_equal(secret.size, SIZE);
	assert_memory_equal(secret.bytes, zero, SIZE);
	secret_deinit(&secret);
}

static void it_is_wiped_when_it_is_let_go(void **state)
{
	struct secret secret = SECRET_NONE;

	fill(&secret);
	secret_deinit(&secret);
	assert_true(was_wiped);
	assert_null(secret.bytes);
	assert_int_equal(secret.size, 0);
}

static void it_is_wiped_at_the_end_of_its_scope(void **state)
{
	{
		_cleanup_(secret_deinit) struct secret secret = SECRET_NONE;

		fill(&secret);
	}
	assert_true(was_wiped);
}

static void it_is_wiped_before_it_is_filled_anew(void **state)
{
	struct secret secret = SECRET_NONE;

	fill(&secret);
	assert_int_equal(secret_init(&secret, 1), 0);
	assert_true(was_wiped);
	assert_int_equal(secret.size, 1);
	secret_deinit(&secret);
}

static void a_size_beyond_the_limits_changes_nothing(void **state)
{
	struct secret secret = SECRET_NONE;

	fill(&secret);
	assert_int_equal(secret_init(&secret, 0), -EINVAL);
	assert_int_equal(secret_init(&secret, SECRET_SIZE_MAX + 1), -EINVAL);
	assert_int_equal(secret.bytes[0], 0x5e);
	secret_deinit(&secret);
}

static void only_the_same_bytes_are_it(void **state)
{
	struct secret secret = SECRET_NONE;
	uint8_t bytes[SIZE];

	fill(&secret);
	memset(bytes, 0x5e, SIZE);
	assert_true(secret_is(&secret, bytes, SIZE));
	assert_false(secret_is(&secret, bytes, SIZE - 1));
	bytes[SIZE - 1] ^= 1;
	assert_false(secret_is(&secret, bytes, SIZE));
	secret_deinit(&secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_begins_as_zeros_of_its_size),
		cmocka_unit_test(it_is_wiped_when_it_is_let_go),
		cmocka_unit_test(it_is_wiped_at_the_end_of_its_scope),
		cmocka_unit_test(it_is_wiped_before_it_is_filled_anew),
		cmocka_unit_test(a_size_beyond_the_limits_changes_nothing),
		cmocka_unit_test(only_the_same_bytes_are_it),
	};

	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
