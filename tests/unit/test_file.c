/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading whole files of any size that they claim, up to a limit.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/sys/file.h"

static void reads_a_file_whose_size_is_zero(void **state)
{
	struct buffer buffer = BUFFER_INIT(1 << 20);

	assert_int_equal(file_read("/proc/self/status", &buffer, NULL), 0);
	assert_true(buffer.size > 100);
	assert_memory_equal(buffer.data, "Name:", 5);
	buffer_deinit(&buffer);
}

static void the_limit_is_exact(void **state)
{
	char path[] = "/tmp/svsm-test-file-XXXXXX";
	struct fault fault = FAULT_NONE;
	struct buffer buffer;
	int fd = mkstemp(path);
	char text[64];

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 10000), 0);
	buffer = BUFFER_INIT(10000);
	assert_int_equal(file_read(path, &buffer, &fault), 0);
	assert_int_equal(buffer.size, 10000);
	buffer_deinit(&buffer);
	buffer = BUFFER_INIT(9999);
	assert_int_equal(file_read(path, &buffer, &fault), -E2BIG);
	(void)snprintf(text, sizeof(text), "%s: longer than 9999 bytes", path);
	assert_string_equal(fault.text, text);
	buffer_deinit(&buffer);
	(void)close(fd);
	(void)unlink(path);
}

static void what_cannot_be_read_says_why(void **state)
{
	struct buffer buffer = BUFFER_INIT(100);
	struct fault fault = FAULT_NONE;

	assert_int_equal(file_read("/nowhere/at/all", &buffer, &fault), -ENOENT);
	assert_string_equal(fault.text, "/nowhere/at/all: there is no such file");
	assert_int_equal(file_read("/proc", &buffer, &fault), -EISDIR);
	assert_string_equal(fault.text, "/proc: Is a directory");
	buffer_deinit(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_file_whose_size_is_zero),
		cmocka_unit_test(the_limit_is_exact),
		cmocka_unit_test(what_cannot_be_read_says_why),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
