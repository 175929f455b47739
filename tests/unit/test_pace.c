/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Turns: one after the other, whoever asks, and whatever somebody wrote into the file.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#include "lib/sys/pace.h"

#define NOW	1800000000

static char path[] = "/tmp/svsm-test-pace-XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(path);

	return fd < 0 || close(fd);
}

static int remove_file(void **state)
{
	return unlink(path);
}

static void write_file(const char *text)
{
	FILE *stream = fopen(path, "w");

	assert_non_null(stream);
	assert_true(fputs(text, stream) >= 0);
	assert_int_equal(fclose(stream), 0);
}

static unsigned int wait_at(int64_t now)
{
	unsigned int wait_s = 12345;

	assert_int_equal(pace_reserve(path, 10, now, &wait_s, NULL), 0);
	return wait_s;
}

static void gives_one_turn_after_the_other(void **state)
{
	write_file("");
	assert_int_equal(wait_at(NOW), 0);
	assert_int_equal(wait_at(NOW), 10);
	assert_int_equal(wait_at(NOW + 3), 17);
	assert_int_equal(wait_at(NOW + 29), 1);
	assert_int_equal(wait_at(NOW + 100), 0);
}

static void does_not_believe_nonsense(void **state)
{
	static const char *const texts[] = { "soon", "-5", "1800000005x", "99999999999999999999999",
					     "1800003601" /* more than an hour */ };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_file(texts[i]);
		assert_int_equal(wait_at(NOW), 0);
	}
	write_file("1800003600");
	assert_int_equal(wait_at(NOW), PACE_WAIT_MAX_S);
}

static void a_clock_that_went_back_is_bounded(void **state)
{
	write_file("");
	assert_int_equal(wait_at(NOW + 100000), 0);
	assert_int_equal(wait_at(NOW), 0);
}

static void says_when_there_is_no_folder(void **state)
{
	struct fault fault = FAULT_NONE;
	unsigned int wait_s = 7;

	assert_int_equal(pace_reserve("/nowhere/at/all", 10, NOW, &wait_s, &fault), -ENOENT);
	assert_string_equal(fault.text, "/nowhere/at/all: there is no such file");
	assert_int_equal(wait_s, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_one_turn_after_the_other),
		cmocka_unit_test(does_not_believe_nonsense),
		cmocka_unit_test(a_clock_that_went_back_is_bounded),
		cmocka_unit_test(says_when_there_is_no_folder),
	};

	return cmocka_run_group_tests_name("pace", tests, make_file, remove_file);
}
