/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Configuration files: which apply, and in which order.
 */
#include "tests/unit/tree.h"

#include "lib/sys/drop_ins.h"

static struct tree tree;
static char etc[512], run[512], usr[512];

static int set_up(void **state)
{
	tree_init(&tree);
	tree_path(&tree, "etc", etc);
	tree_path(&tree, "run", run);
	tree_path(&tree, "usr", usr);
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

/* Their paths below the tree, each with a blank behind it. */
static int list(void *user, const char *path, struct fault *fault)
{
	if (strstr(path, "stop"))
		return fault_set(fault, -EBADMSG, "stop");
	strcat(strcat(user, path + strlen(tree.root) + 1), " ");
	return 0;
}

static int each(char ret[static 1024], struct fault *fault)
{
	const char *const roots[] = { etc, run, usr, NULL };

	*ret = '\0';
	return drop_ins_each(roots, "x/c.conf", list, ret, fault);
}

static void test_none_is_no_failure(void **state)
{
	char said[1024];

	assert_int_equal(each(said, NULL), 0);
	assert_string_equal(said, "");
}

static void test_the_strongest_main_file_comes_before_all_drop_ins_by_name(void **state)
{
	char said[1024];

	tree_file(&tree, "run/x/c.conf", "");
	tree_file(&tree, "usr/x/c.conf", "");
	tree_file(&tree, "usr/x/c.conf.d/10-a.conf", "");
	tree_file(&tree, "etc/x/c.conf.d/20-b.conf", "");
	tree_file(&tree, "run/x/c.conf.d/15-c.conf", "");
	tree_file(&tree, "etc/x/c.conf.d/README", "");
	tree_file(&tree, "etc/x/c.conf.d/.hidden.conf", "");
	tree_file(&tree, "etc/x/c.conf.d/.conf", "");
	assert_int_equal(each(said, NULL), 0);
	assert_string_equal(said, "run/x/c.conf usr/x/c.conf.d/10-a.conf "
			    "run/x/c.conf.d/15-c.conf etc/x/c.conf.d/20-b.conf ");
}

static void test_a_stronger_drop_in_hides_one_of_its_name(void **state)
{
	char said[1024];

	tree_file(&tree, "usr/x/c.conf.d/10-a.conf", "");
	tree_file(&tree, "usr/x/c.conf.d/20-b.conf", "");
	tree_file(&tree, "run/x/c.conf.d/10-a.conf", "");
	tree_link(&tree, "etc/x/c.conf.d/20-b.conf", "/dev/null");
	assert_int_equal(each(said, NULL), 0);
	assert_string_equal(said, "run/x/c.conf.d/10-a.conf etc/x/c.conf.d/20-b.conf ");
}

static void test_a_file_that_cannot_be_used_ends_it(void **state)
{
	struct fault fault = FAULT_NONE;
	char said[1024];

	tree_file(&tree, "etc/x/c.conf.d/1.conf", "");
	tree_file(&tree, "etc/x/c.conf.d/2stop.conf", "");
	tree_file(&tree, "etc/x/c.conf.d/3.conf", "");
	assert_int_equal(each(said, &fault), -EBADMSG);
	assert_string_equal(said, "etc/x/c.conf.d/1.conf ");
}

static void test_too_many_are_refused(void **state)
{
	char said[1024], name[64];
	int i;

	for (i = 0; i <= DROP_INS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "etc/x/c.conf.d/%d.conf", i);
		tree_file(&tree, name, "");
	}
	assert_int_equal(each(said, NULL), -E2BIG);
	assert_string_equal(said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_none_is_no_failure, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_the_strongest_main_file_comes_before_all_drop_ins_by_name, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_a_stronger_drop_in_hides_one_of_its_name,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_file_that_cannot_be_used_ends_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_too_many_are_refused, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
