/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which programs root runs because a configuration names them.
 */
#include "tests/unit/unit.h"

#include "lib/sys/root_program.h"
#include "tests/unit/tree.h"

static struct tree tree;
static char path[512], found[PATH_MAX];

static int set_up(void **state)
{
	char folder[512];

	tree_init(&tree);
	strcpy(found, "untouched");
	tree_file(&tree, "a/b/hook", "#!/bin/sh\n");
	tree_path(&tree, "a/b/hook", path);
	assert_int_equal(chmod(path, 0755), 0);
	tree_path(&tree, "a", folder);
	assert_int_equal(chmod(folder, 0755), 0);
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static int check(const char *what, mode_t mode)
{
	char full[512];

	tree_path(&tree, what, full);
	assert_int_equal(chmod(full, mode), 0);
	return root_program_check(path, getuid(), found, NULL);
}

static void one_that_only_its_owner_can_write_is_run(void **state)
{
	assert_int_equal(check("a/b/hook", 0700), 0);
	assert_string_equal(found, path);
}

static void one_that_others_can_write_is_not(void **state)
{
	assert_int_equal(check("a/b/hook", 0775), -EACCES);
	assert_int_equal(check("a/b/hook", 0757), -EACCES);
	assert_string_equal(found, "untouched");
}

static void nor_one_in_a_folder_that_others_can_write(void **state)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(check("a", 0777), -EACCES);
	assert_int_equal(root_program_check(path, getuid(), found, &fault), -EACCES);
	assert_non_null(strstr(fault.text, "/a: is not root's alone to write"));
	assert_int_equal(check("a", 0775), -EACCES);
}

static void a_sticky_folder_protects_what_is_in_it(void **state)
{
	assert_int_equal(check("a", 01777), 0);
}

static void what_is_somebody_elses_is_not_run(void **state)
{
	if (getuid())
		return; /* nothing here can be given away */
	assert_int_equal(chown(path, 1, 1), 0);
	assert_int_equal(root_program_check(path, 0, found, NULL), -EACCES);
	assert_int_equal(root_program_check(path, 1, found, NULL), 0);
}

static void a_link_is_followed_and_its_end_is_what_counts(void **state)
{
	char link[512];

	tree_link(&tree, "link", "a/b/hook");
	tree_path(&tree, "link", link);
	assert_int_equal(root_program_check(link, getuid(), found, NULL), 0);
	assert_string_equal(found, path);
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(root_program_check(link, getuid(), found, NULL), -EACCES);
}

static void what_is_no_program_is_not_run(void **state)
{
	struct fault fault = FAULT_NONE;
	char folder[512];

	assert_int_equal(check("a/b/hook", 0644), -EACCES);
	tree_path(&tree, "a/b", folder);
	assert_int_equal(root_program_check(folder, getuid(), found, &fault), -EACCES);
	assert_int_equal(root_program_check("/nonexistent/hook", 0, found, &fault), -ENOENT);
	assert_string_equal(found, "untouched");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_that_only_its_owner_can_write_is_run, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(one_that_others_can_write_is_not, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(nor_one_in_a_folder_that_others_can_write, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_sticky_folder_protects_what_is_in_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_is_somebody_elses_is_not_run, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_link_is_followed_and_its_end_is_what_counts,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_program_is_not_run, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("root_program", tests, NULL, NULL);
}
