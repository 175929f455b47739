/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes that are wiped before their memory goes back.  The program is linked with
 * --wrap=munmap: nothing else sees memory at the moment at which it is let go.
 */
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#include "lib/base/cleanup.h"
#include "lib/base/secret.h"

#define SIZE	48

int __real_munmap(void *memory, size_t size);
int __wrap_munmap(void *memory, size_t size);

static const void *watched;
static bool was_wiped;

int __wrap_munmap(void *memory, size_t size)
{
	static const uint8_t zero[SIZE];

	if (memory && memory == watched) {
		was_wiped = !memcmp(memory, zero, SIZE);
		watched = NULL;
	}
	return __real_munmap(memory, size);
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

/* Of the mapping that @memory is in, as proc_pid_smaps(5) lists them. */
static bool has_flag(const void *memory, const char *flag)
{
	FILE *file = fopen("/proc/self/smaps", "re");
	unsigned long start, end, address = (unsigned long)memory;
	bool is_inside = false, has = false;
	char line[512];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			is_inside = address >= start && address < end;
		if (is_inside && !strncmp(line, "VmFlags:", 8))
			has = strstr(line, flag);
	}
	assert_int_equal(fclose(file), 0);
	return has;
}

static void it_is_in_neither_swap_nor_dumps(void **state)
{
	struct secret secret = SECRET_NONE;

	fill(&secret);
	assert_true(has_flag(secret.bytes, " lo"));
	assert_true(has_flag(secret.bytes, " dd"));
	secret_deinit(&secret);
}

static void memory_that_cannot_be_locked_holds_none(void **state)
{
	struct secret secret = SECRET_NONE;
	struct rlimit before;

	if (!geteuid()) { /* root may lock whatever the limit says */
		assert_int_equal(seteuid(65534), 0);
		assert_int_not_equal(geteuid(), 0);
	}
	assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK,
				   &(struct rlimit){ 0, before.rlim_max }), 0);
	assert_int_equal(secret_init(&secret, SIZE), -ENOMEM);
	assert_null(secret.bytes);
	assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &before), 0);
	assert_int_equal(seteuid(getuid()), 0);
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
		cmocka_unit_test(it_is_in_neither_swap_nor_dumps),
		cmocka_unit_test(memory_that_cannot_be_locked_holds_none),
	};

	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
