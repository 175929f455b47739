/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files that come into being whole: over another, beside one, and on a file system that
 * cannot rename without replacing, for which this file's renameat2() stands; and what of
 * them is durable, which this file's fsync() sees.
 */
#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/sys/file.h"
#include "lib/sys/whole_file.h"

static bool is_replacing_only;
static unsigned int synced_files, synced_folders;
static int folder_error;
static char folder[64], path[96];

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned int flags)
{
	if (is_replacing_only) {
		errno = EINVAL;
		return -1;
	}
	return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
}

/* A folder counts only once the name is there. */
int fsync(int fd)
{
	struct stat status;

	assert_int_equal(fstat(fd, &status), 0);
	if (!S_ISDIR(status.st_mode)) {
		synced_files++;
		return (int)syscall(SYS_fsync, fd);
	}
	synced_folders += !access(path, F_OK);
	errno = folder_error;
	return folder_error ? -1 : 0;
}

static int set_up(void **state)
{
	synced_files = synced_folders = 0;
	folder_error = 0;
	strcpy(folder, "/tmp/svsm-test-whole-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/file", folder);
	is_replacing_only = false;
	return 0;
}

static int tear_down(void **state)
{
	(void)unlink(path); /* not every test makes it */
	return rmdir(folder); /* fails when something was left behind */
}

static void assert_holds(const char *text)
{
	struct buffer buffer = BUFFER_INIT(4096);

	assert_int_equal(file_read(path, &buffer, NULL), 0);
	assert_int_equal(buffer.size, strlen(text));
	assert_memory_equal(buffer.data, text, strlen(text));
	buffer_deinit(&buffer);
}

static void a_file_is_replaced(void **state)
{
	assert_int_equal(whole_file_write(path, "old", 3, NULL), 0);
	assert_int_equal(whole_file_write(path, "newer", 5, NULL), 0);
	assert_holds("newer");
}

static void a_file_is_created_with_its_mode(void **state)
{
	struct stat status;

	assert_int_equal(whole_file_create(path, 0600, "one", 3, NULL), 0);
	assert_holds("one");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
}

static void refuse_to_replace(void)
{
	struct fault fault = FAULT_NONE;
	char text[128];

	assert_int_equal(whole_file_create(path, 0644, "one", 3, NULL), 0);
	assert_int_equal(whole_file_create(path, 0644, "two", 3, &fault), -EEXIST);
	(void)snprintf(text, sizeof(text), "%s: exists already", path);
	assert_string_equal(fault.text, text);
	assert_holds("one");
}

static void what_is_there_is_left_alone(void **state)
{
	refuse_to_replace();
}

static void so_it_is_where_a_rename_always_replaces(void **state)
{
	is_replacing_only = true;
	refuse_to_replace();
}

static void a_folder_that_is_missing_is_an_error(void **state)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(whole_file_create("/nowhere/file", 0644, "", 0, &fault), -ENOENT);
	assert_string_equal(fault.text, "/nowhere/file: there is no such file");
}

static void file_and_name_are_durable(void **state)
{
	assert_int_equal(whole_file_write(path, "one", 3, NULL), 0);
	assert_int_equal(synced_files, 1);
	assert_int_equal(synced_folders, 1);
}

static void what_is_not_durable_is_an_error(void **state)
{
	struct fault fault = FAULT_NONE;
	char text[160];

	folder_error = EIO;
	assert_int_equal(whole_file_write(path, "one", 3, &fault), -EIO);
	(void)snprintf(text, sizeof(text), "%s: its folder cannot be synced: ", path);
	assert_memory_equal(fault.text, text, strlen(text));
	folder_error = EINVAL; /* a file system that has no such thing */
	assert_int_equal(whole_file_write(path, "two", 3, NULL), 0);
	assert_holds("two");
}

#define IN_A_FOLDER(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(a_file_is_replaced),
		IN_A_FOLDER(a_file_is_created_with_its_mode),
		IN_A_FOLDER(what_is_there_is_left_alone),
		IN_A_FOLDER(so_it_is_where_a_rename_always_replaces),
		IN_A_FOLDER(file_and_name_are_durable),
		IN_A_FOLDER(what_is_not_durable_is_an_error),
		IN_A_FOLDER(a_folder_that_is_missing_is_an_error),
	};

	return cmocka_run_group_tests_name("whole_file", tests, NULL, NULL);
}
