/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The boot's clock, against what the kernel says of it elsewhere.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <unistd.h>

#include "lib/sys/boot_clock.h"

#define APART_MS	5000	/* on a busy machine */

static void test_it_is_the_kernels_uptime_in_milliseconds(void **state)
{
	FILE *file = fopen("/proc/uptime", "re");
	const uint64_t now = boot_clock_ms();
	double seconds = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%lf", &seconds), 1);
	assert_int_equal(fclose(file), 0);
	assert_true(now >= (uint64_t)(seconds * 1000) - APART_MS);
	assert_true(now <= (uint64_t)(seconds * 1000) + APART_MS);
}

static void test_it_runs(void **state)
{
	const uint64_t begin = boot_clock_ms();

	assert_int_equal(usleep(20000), 0);
	assert_true(boot_clock_ms() >= begin + 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_is_the_kernels_uptime_in_milliseconds),
		cmocka_unit_test(test_it_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
