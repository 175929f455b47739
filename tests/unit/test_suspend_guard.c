/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which volumes are never suspended.  "data" is 253:0, a LUKS volume; "plain" is 253:1 and is
 * none; the system is on 252:0.
 */
#include "tests/unit/unit.h"

#include <sys/sysmacros.h>

#include "lib/sys/suspend_guard.h"
#include "tests/unit/tree.h"

static struct tree tree;
static char swaps[512];
static struct suspend_guard guard;
static const char *on_data;	/* the one path that lies there */
static const char *unknown;	/* of which nobody can tell */

static int find(const char *path, bool is_device, struct block_place *ret)
{
	const bool is_data = on_data && !strcmp(path, on_data);

	if (!strcmp(path, "/usr/lib64"))
		return -ENOENT; /* not every system has it */
	if (unknown && !strcmp(path, unknown))
		return -EXDEV;
	assert_int_equal(is_device, !strncmp(path, "/dev/", 5));
	*ret = (struct block_place){
		.kind = BLOCK_PLACE_DEVICE,
		.device = is_data ? makedev(253, 0) : makedev(252, 0),
	};
	return 0;
}

static int set_up(void **state)
{
	static const char *const files[] = { "/proc/self/exe", "/var/lib/svsm", NULL };

	tree_init(&tree);
	tree_path(&tree, "swaps", swaps);
	tree_file(&tree, "swaps", "Filename\tType\tSize\tUsed\tPriority\n");
	tree_file(&tree, "dev/block/252:0/dev", "252:0\n");
	tree_file(&tree, "dev/block/253:0/dev", "253:0\n");
	tree_file(&tree, "dev/block/253:0/dm/name", "data\n");
	tree_file(&tree, "class/block/dm-0/dm/name", "data\n");
	tree_file(&tree, "class/block/dm-0/dm/uuid", "CRYPT-LUKS2-00-data\n");
	tree_file(&tree, "class/block/dm-1/dm/name", "plain\n");
	tree_file(&tree, "class/block/dm-1/dm/uuid", "CRYPT-PLAIN-plain\n");
	guard = (struct suspend_guard){ { tree.root, find }, swaps, files };
	on_data = unknown = NULL;
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static void a_volume_of_data_may_be(void **state)
{
	assert_int_equal(suspend_guard_check(&guard, "data", NULL), 0);
}

static void none_that_the_system_lies_on(void **state)
{
	static const char *const paths[] = {
		"/", "/usr", "/usr/bin", "/usr/lib", "/usr/lib/systemd/systemd", "/etc", "/run",
		"/var", "/var/log", "/var/log/journal", "/proc/self/exe", "/var/lib/svsm",
	};
	char text[128];
	size_t i;

	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct fault fault = FAULT_NONE;

		on_data = paths[i];
		assert_int_equal(suspend_guard_check(&guard, "data", &fault), -EBUSY);
		(void)snprintf(text, sizeof(text), "data: is not suspended: %s lies on it",
			       paths[i]);
		assert_string_equal(fault.text, text);
	}
}

static void none_that_holds_swap(void **state)
{
	struct fault fault = FAULT_NONE;

	on_data = "/dev/dm-0";
	tree_file(&tree, "swaps", "Filename\tType\tSize\tUsed\tPriority\n"
		  "/swapfile file\t\t1048572\t\t0\t\t-2\n/dev/dm-0 partition\t1048572\t0\t-3\n");
	assert_int_equal(suspend_guard_check(&guard, "data", &fault), -EBUSY);
	assert_string_equal(fault.text, "data: is not suspended: swap lies on it");
	on_data = "/swapfile";
	assert_int_equal(suspend_guard_check(&guard, "data", NULL), -EBUSY);
	on_data = "/elsewhere";
	assert_int_equal(suspend_guard_check(&guard, "data", NULL), 0);
}

static void nor_one_of_which_it_cannot_be_told(void **state)
{
	struct fault fault = FAULT_NONE;

	unknown = "/";
	assert_int_equal(suspend_guard_check(&guard, "data", &fault), -EXDEV);
	assert_non_null(strstr(fault.text, "data: is not suspended: what / lies on cannot be "
			       "told"));
	unknown = NULL;
	tree_file(&tree, "swaps", "Filename\tType\n/swap\\040file file\t1\t0\t-2\n");
	assert_int_equal(suspend_guard_check(&guard, "data", NULL), -EBADMSG);
	tree_file(&tree, "swaps", "Filename\tType\n/swap\n");
	assert_int_equal(suspend_guard_check(&guard, "data", NULL), -EBADMSG);
}

static void only_what_is_open_and_luks(void **state)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(suspend_guard_check(&guard, "plain", &fault), -EOPNOTSUPP);
	assert_string_equal(fault.text, "plain: is no LUKS volume");
	assert_int_equal(suspend_guard_check(&guard, "closed", NULL), -ENOENT);
}

static void a_kernel_without_swap_has_none_there(void **state)
{
	guard.swaps = "/nonexistent";
	assert_int_equal(suspend_guard_check(&guard, "data", NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_volume_of_data_may_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(none_that_the_system_lies_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(none_that_holds_swap, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nor_one_of_which_it_cannot_be_told, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(only_what_is_open_and_luks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_kernel_without_swap_has_none_there, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("suspend_guard", tests, NULL, NULL);
}
