/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A folder appears whole or not at all, and never over another.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/sys/file.h"
#include "lib/sys/staged_dir.h"

static char parent[] = "/tmp/svsm-test-staged-XXXXXX";
static char target[sizeof(parent) + 8];

/* Plays a file system like 9p, which knows no flags of renameat2(). */
static bool is_plain_rename_all;

int renameat2(int old_fd, const char *old, int new_fd, const char *new, unsigned int flags)
{
	if (is_plain_rename_all && flags) {
		errno = EINVAL;
		return -1;
	}
	return (int)syscall(SYS_renameat2, old_fd, old, new_fd, new, flags);
}

static int set_up(void **state)
{
	is_plain_rename_all = false;
	strcpy(parent, "/tmp/svsm-test-staged-XXXXXX");
	if (!mkdtemp(parent))
		return -1;
	(void)snprintf(target, sizeof(target), "%s/out", parent);
	return 0;
}

static unsigned int entries_in(const char *path)
{
	DIR *listing = opendir(path);
	unsigned int count = 0;

	assert_non_null(listing);
	while (readdir(listing))
		count++;
	(void)closedir(listing);
	return count - 2; /* . and .. */
}

static int tear_down(void **state)
{
	char command[64];

	(void)snprintf(command, sizeof(command), "rm -rf %s", parent);
	return system(command);
}

static void appears_with_all_its_files(void **state)
{
	struct buffer buffer = BUFFER_INIT(100);
	struct staged_dir *dir;
	char path[64];

	assert_int_equal(staged_dir_new(target, &dir, NULL), 0);
	assert_int_equal(access(target, F_OK), -1);
	assert_int_equal(staged_dir_write(dir, "one", "1", 1, NULL), 0);
	assert_int_equal(staged_dir_write(dir, "empty", NULL, 0, NULL), 0);
	assert_int_equal(staged_dir_publish(dir, NULL), 0);
	staged_dir_free(dir);
	assert_int_equal(entries_in(parent), 1);
	assert_int_equal(entries_in(target), 2);
	(void)snprintf(path, sizeof(path), "%s/one", target);
	assert_int_equal(file_read(path, &buffer, NULL), 0);
	assert_int_equal(buffer.size, 1);
	buffer_deinit(&buffer);
}

static void what_is_not_published_leaves_nothing(void **state)
{
	struct staged_dir *dir;

	assert_int_equal(staged_dir_new(target, &dir, NULL), 0);
	assert_int_equal(staged_dir_write(dir, "one", "1", 1, NULL), 0);
	staged_dir_free(dir);
	assert_int_equal(entries_in(parent), 0);
	staged_dir_free(NULL);
}

static void an_existing_name_is_refused(void **state)
{
	struct fault fault = FAULT_NONE;
	struct staged_dir *dir = NULL;
	char text[64];

	assert_int_equal(symlink("/nowhere", target), 0);
	assert_int_equal(staged_dir_new(target, &dir, &fault), -EEXIST);
	(void)snprintf(text, sizeof(text), "%s: exists already", target);
	assert_string_equal(fault.text, text);
	assert_null(dir);
}

static void a_name_taken_meanwhile_is_left_alone(void **state)
{
	struct staged_dir *dir;

	assert_int_equal(staged_dir_new(target, &dir, NULL), 0);
	assert_int_equal(staged_dir_write(dir, "one", "1", 1, NULL), 0);
	assert_int_equal(mkdir(target, 0700), 0);
	assert_int_equal(staged_dir_publish(dir, NULL), -EEXIST);
	staged_dir_free(dir);
	assert_int_equal(entries_in(target), 0);
	assert_int_equal(entries_in(parent), 1);
}

static void appears_where_renames_always_replace(void **state)
{
	struct staged_dir *dir;

	is_plain_rename_all = true;
	assert_int_equal(staged_dir_new(target, &dir, NULL), 0);
	assert_int_equal(staged_dir_write(dir, "one", "1", 1, NULL), 0);
	assert_int_equal(staged_dir_publish(dir, NULL), 0);
	staged_dir_free(dir);
	assert_int_equal(entries_in(parent), 1);
	assert_int_equal(entries_in(target), 1);
}

static void a_name_taken_meanwhile_is_left_alone_there_too(void **state)
{
	is_plain_rename_all = true;
	a_name_taken_meanwhile_is_left_alone(state);
}

static void a_missing_parent_is_named(void **state)
{
	struct fault fault = FAULT_NONE;
	struct staged_dir *dir;

	assert_int_equal(staged_dir_new("/nowhere/at/all", &dir, &fault), -ENOENT);
	assert_string_equal(fault.text,
			    "/nowhere/at/all: its parent folder: there is no such file");
}

static void one_file_name_is_written_once_and_stays_inside(void **state)
{
	struct staged_dir *dir;

	assert_int_equal(staged_dir_new(target, &dir, NULL), 0);
	assert_int_equal(staged_dir_write(dir, "one", "1", 1, NULL), 0);
	assert_int_equal(staged_dir_write(dir, "one", "2", 1, NULL), -EEXIST);
	staged_dir_free(dir);
}

static void names_that_are_no_folder_are_refused(void **state)
{
	struct staged_dir *dir;

	assert_int_equal(staged_dir_new("/", &dir, NULL), -EEXIST);
	assert_int_equal(staged_dir_new("", &dir, NULL), -EEXIST);
	assert_int_equal(staged_dir_new(".", &dir, NULL), -EEXIST);
	assert_int_equal(staged_dir_new("/tmp/..", &dir, NULL), -EEXIST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(appears_with_all_its_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_published_leaves_nothing, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(appears_where_renames_always_replace, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_name_taken_meanwhile_is_left_alone_there_too,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_existing_name_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_name_taken_meanwhile_is_left_alone, set_up,
						tear_down),
		cmocka_unit_test(a_missing_parent_is_named),
		cmocka_unit_test_setup_teardown(one_file_name_is_written_once_and_stays_inside,
						set_up, tear_down),
		cmocka_unit_test(names_that_are_no_folder_are_refused),
	};

	return cmocka_run_group_tests_name("staged_dir", tests, NULL, NULL);
}
