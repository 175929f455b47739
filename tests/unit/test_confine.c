/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a process that has confined itself can still change: each look is a child's, since
 * nothing undoes it.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/fault.h"
#include "lib/sys/confine.h"

static char top[64];

static int make_top(void **state)
{
	(void)state;
	strcpy(top, "/tmp/test_confine.XXXXXX");
	return mkdtemp(top) && !chdir(top) && !mkdir("mine", 0755) && !mkdir("others", 0755) &&
	       !mkdir("devices", 0755) && !close(creat("mine/file", 0644)) &&
	       !close(creat("others/file", 0644)) && !close(creat("devices/file", 0644)) ? 0 : -1;
}

static int remove_top(void **state)
{
	char command[96];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", top);
	return chdir("/") || system(command);
}

/* What @try ends with, 0 or an errno, in a child that may change "mine" alone. */
static int confined(int (*try)(void))
{
	static const char *const folders[] = { "mine", "missing", NULL };
	const struct confine_rules rules = { .folders = folders, .devices = "devices" };
	int status;
	pid_t child = fork();

	if (!child) {
		struct fault fault = FAULT_NONE;
		int r = confine_writes(&rules, &fault);

		if (r < 0) {
			fprintf(stderr, "%s\n", fault.text);
			_exit(r == -EOPNOTSUPP ? 200 : 201);
		}
		_exit(try() < 0 ? errno : 0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 200)
		skip();
	return WEXITSTATUS(status);
}

static int make_mine(void) { return creat("mine/new", 0644); }
static int write_mine(void) { return open("mine/file", O_WRONLY | O_TRUNC); }
static int rename_mine(void) { return rename("mine/file", "mine/other"); }
static int make_others(void) { return creat("others/new", 0644); }
static int write_others(void) { return open("others/file", O_WRONLY); }
static int truncate_others(void) { return truncate("others/file", 0); }
static int remove_others(void) { return unlink("others/file"); }
static int make_folder_of_others(void) { return mkdir("others/new", 0755); }
static int move_to_others(void) { return rename("mine/file", "others/new"); }
static int read_others(void) { return open("others/file", O_RDONLY); }
static int write_device(void) { return open("devices/file", O_WRONLY); }
static int make_device(void) { return creat("devices/new", 0644); }

static void its_own_folder_it_can_change(void **state)
{
	(void)state;
	assert_int_equal(confined(make_mine), 0);
	assert_int_equal(confined(write_mine), 0);
	assert_int_equal(confined(rename_mine), 0);
}

static void nothing_else_can_be_changed(void **state)
{
	(void)state;
	assert_int_equal(confined(make_others), EACCES);
	assert_int_equal(confined(write_others), EACCES);
	assert_int_equal(confined(truncate_others), EACCES);
	assert_int_equal(confined(remove_others), EACCES);
	assert_int_equal(confined(make_folder_of_others), EACCES);
	assert_int_equal(access("others/file", F_OK), 0);
}

static void nothing_can_be_moved_out_of_it(void **state)
{
	(void)state;
	assert_int_equal(close(creat("mine/file", 0644)), 0);
	assert_true(confined(move_to_others) == EACCES || confined(move_to_others) == EXDEV);
	assert_int_equal(access("mine/file", F_OK), 0);
}

static void everything_can_be_read(void **state)
{
	(void)state;
	assert_int_equal(confined(read_others), 0);
}

static void a_device_can_be_written_to_but_not_made(void **state)
{
	(void)state;
	assert_int_equal(confined(write_device), 0);
	assert_int_equal(confined(make_device), EACCES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_own_folder_it_can_change),
		cmocka_unit_test(nothing_else_can_be_changed),
		cmocka_unit_test(nothing_can_be_moved_out_of_it),
		cmocka_unit_test(everything_can_be_read),
		cmocka_unit_test(a_device_can_be_written_to_but_not_made),
	};

	return cmocka_run_group_tests(tests, make_top, remove_top);
}
