/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's command line, and what stands for it.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/sys/command_line.h"

#define VARIABLE	"SYSTEMD_PROC_CMDLINE"

static void what_stands_for_it_has_no_end(void **state)
{
	struct buffer text = BUFFER_INIT(64);

	(void)state;
	assert_int_equal(setenv(VARIABLE, "quiet a=b\n\n", 1), 0);
	assert_int_equal(command_line_read(&text, NULL), 0);
	assert_int_equal(text.size, strlen("quiet a=b"));
	assert_memory_equal(text.data, "quiet a=b", text.size);
	buffer_deinit(&text);
}

static void else_it_is_the_kernels(void **state)
{
	struct buffer text = BUFFER_INIT(1u << 16);
	char line[4096];
	FILE *file = fopen("/proc/cmdline", "re");

	(void)state;
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	(void)fclose(file);
	line[strcspn(line, "\n")] = '\0';
	assert_int_equal(unsetenv(VARIABLE), 0);
	assert_int_equal(command_line_read(&text, NULL), 0);
	assert_int_equal(text.size, strlen(line));
	assert_memory_equal(text.data, line, text.size);
	buffer_deinit(&text);
}

static void one_that_is_too_long_is_an_error(void **state)
{
	struct buffer text = BUFFER_INIT(4);
	struct fault fault = { .text = "" };

	(void)state;
	assert_int_equal(setenv(VARIABLE, "quiet", 1), 0);
	assert_int_equal(command_line_read(&text, &fault), -E2BIG);
	assert_non_null(strstr(fault.text, VARIABLE));
	assert_int_equal(unsetenv(VARIABLE), 0);
	fault.text[0] = '\0';
	assert_int_equal(command_line_read(&text, &fault), -E2BIG);
	assert_non_null(strstr(fault.text, "/proc/cmdline"));
	buffer_deinit(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_for_it_has_no_end),
		cmocka_unit_test(else_it_is_the_kernels),
		cmocka_unit_test(one_that_is_too_long_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
