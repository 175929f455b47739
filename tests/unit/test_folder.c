/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Folders of files: their names, their making, and that one writer waits for another.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sys/folder.h"

static char top[64];

static int make_top(void **state)
{
	(void)state;
	strcpy(top, "/tmp/test_folder.XXXXXX");
	return mkdtemp(top) && !chdir(top) ? 0 : -1;
}

static int remove_top(void **state)
{
	char command[96];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", top);
	return chdir("/") || system(command);
}

static void is_folder_of(const char *path, const char *expected)
{
	char folder[PATH_MAX];

	assert_int_equal(folder_of(path, folder, NULL), 0);
	assert_string_equal(folder, expected);
}

static unsigned int mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	return status.st_mode & 07777;
}

static void a_file_lies_in_what_is_before_its_last_slash(void **state)
{
	(void)state;
	is_folder_of("/a/b/c", "/a/b");
	is_folder_of("a/b", "a");
	is_folder_of("/a", "/");
	is_folder_of("a", ".");
	is_folder_of("", ".");
	is_folder_of("a/", "a");
}

static void a_path_that_is_too_long_is_an_error(void **state)
{
	char path[PATH_MAX + 8], folder[PATH_MAX] = "as it was";
	struct fault fault = { .text = "" };

	(void)state;
	memset(path, 'a', sizeof(path));
	path[PATH_MAX] = '/';
	path[PATH_MAX + 1] = 0;
	assert_int_equal(folder_of(path, folder, &fault), -ENAMETOOLONG);
	assert_string_equal(folder, "as it was");
	assert_non_null(strstr(fault.text, "too long"));
	assert_int_equal(folder_make(path, 0755, NULL), -ENAMETOOLONG);
	path[PATH_MAX - 1] = '/';
	path[PATH_MAX] = 'b';
	assert_int_equal(folder_of(path, folder, NULL), 0);
	assert_int_equal(strlen(folder), PATH_MAX - 1);
}

static void the_last_has_the_mode_and_those_above_are_for_all(void **state)
{
	const mode_t mask = umask(0);

	(void)state;
	assert_int_equal(folder_make("a/b//c", 0700, NULL), 0);
	(void)umask(mask);
	assert_int_equal(mode_of("a"), 0755);
	assert_int_equal(mode_of("a/b"), 0755);
	assert_int_equal(mode_of("a/b/c"), 0700);
	assert_int_equal(folder_make("a/b/c/", 0755, NULL), 0);
	assert_int_equal(mode_of("a/b/c"), 0700);
	assert_int_equal(folder_make("/", 0700, NULL), 0);
}

static void what_is_no_folder_is_an_error(void **state)
{
	struct fault fault = { .text = "" };

	(void)state;
	assert_int_equal(close(open("file", O_CREAT | O_WRONLY, 0600)), 0);
	assert_int_equal(folder_make("file", 0700, &fault), -ENOTDIR);
	assert_string_equal(fault.text, "file: Not a directory");
	assert_int_equal(folder_make("file/below", 0700, NULL), -ENOTDIR);
	assert_int_equal(folder_make("", 0700, NULL), -ENOENT);
}

static void the_second_writer_waits_for_the_first(void **state)
{
	int first = -1, second;

	(void)state;
	assert_int_equal(folder_lock("locked/file", 0700, &first, NULL), 0);
	assert_int_equal(mode_of("locked"), 0700);
	second = open("locked", O_RDONLY | O_DIRECTORY);
	assert_true(second >= 0);
	assert_int_equal(flock(second, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_int_equal(close(first), 0);
	assert_int_equal(flock(second, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(close(second), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_lies_in_what_is_before_its_last_slash),
		cmocka_unit_test(a_path_that_is_too_long_is_an_error),
		cmocka_unit_test_setup_teardown(the_last_has_the_mode_and_those_above_are_for_all,
						make_top, remove_top),
		cmocka_unit_test_setup_teardown(what_is_no_folder_is_an_error, make_top,
						remove_top),
		cmocka_unit_test_setup_teardown(the_second_writer_waits_for_the_first, make_top,
						remove_top),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
