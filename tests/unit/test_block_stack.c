/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What files lie on, in a /sys of the tests: a disk, vda 252:0, whose partition vda2 252:2 is
 * the LUKS volume "data" 253:0; LVM "vg-home" 253:1 on that; another volume "other" 253:2 on
 * vdb 252:16.
 */
#include "tests/unit/unit.h"

#include <sys/sysmacros.h>

#include "lib/sys/block_stack.h"
#include "tests/unit/tree.h"

static struct tree tree;
static struct block_stack stack;
static struct block_place loop_place;
static int loop_error;

static int find(const char *path, bool is_device, struct block_place *ret)
{
	assert_string_equal(path, "/srv/image");
	assert_false(is_device);
	*ret = loop_place;
	return loop_error;
}

static void device(const char *number, const char *folder, const char *dm_name)
{
	char path[128], target[128], line[64];

	(void)snprintf(path, sizeof(path), "devices/%s/dev", folder);
	(void)snprintf(line, sizeof(line), "%s\n", number);
	tree_file(&tree, path, line);
	(void)snprintf(path, sizeof(path), "dev/block/%s", number);
	(void)snprintf(target, sizeof(target), "../../devices/%s", folder);
	tree_link(&tree, path, target);
	if (!dm_name)
		return;
	(void)snprintf(path, sizeof(path), "devices/%s/dm/name", folder);
	(void)snprintf(line, sizeof(line), "%s\n", dm_name);
	tree_file(&tree, path, line);
}

static void on(const char *upper, const char *lower, const char *name)
{
	char path[128], target[128];

	(void)snprintf(path, sizeof(path), "devices/%s/slaves/%s", upper, name);
	(void)snprintf(target, sizeof(target), "../../../devices/%s", lower);
	tree_link(&tree, path, target);
}

static int set_up(void **state)
{
	tree_init(&tree);
	stack = (struct block_stack){ tree.root, find };
	loop_place = (struct block_place){ .kind = BLOCK_PLACE_MEMORY };
	loop_error = 0;
	device("252:0", "vda", NULL);
	device("252:2", "vda/vda2", NULL);
	tree_file(&tree, "devices/vda/vda2/partition", "2\n");
	device("252:16", "vdb", NULL);
	device("253:0", "dm-0", "data");
	on("dm-0", "vda/vda2", "vda2");
	tree_file(&tree, "devices/dm-0/dm/uuid", "CRYPT-LUKS2-00-data\n");
	device("253:1", "dm-1", "vg-home");
	on("dm-1", "dm-0", "dm-0");
	tree_file(&tree, "devices/dm-1/dm/uuid", "LVM-x\n");
	device("253:2", "dm-2", "other");
	on("dm-2", "vdb", "vdb");
	tree_link(&tree, "class/block/dm-0", "../../devices/dm-0");
	tree_link(&tree, "class/block/dm-1", "../../devices/dm-1");
	tree_link(&tree, "class/block/vda", "../../devices/vda");
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static struct block_place at(unsigned int major, unsigned int minor)
{
	return (struct block_place){ .kind = BLOCK_PLACE_DEVICE, .device = makedev(major, minor) };
}

static bool is_on(struct block_place place, const char *name)
{
	bool ret = false;

	assert_int_equal(block_stack_is_on(&stack, &place, name, &ret, NULL), 0);
	return ret;
}

static void a_file_lies_on_all_that_is_below_its_device(void **state)
{
	assert_true(is_on(at(253, 0), "data"));
	assert_true(is_on(at(253, 1), "data"));
	assert_true(is_on(at(253, 1), "vg-home"));
}

static void and_not_on_what_is_above_or_beside_it(void **state)
{
	assert_false(is_on(at(253, 0), "vg-home"));
	assert_false(is_on(at(252, 0), "data"));
	assert_false(is_on(at(252, 2), "data"));
	assert_false(is_on(at(253, 2), "data"));
	assert_false(is_on(at(253, 0), "dat"));
	assert_false(is_on((struct block_place){ .kind = BLOCK_PLACE_MEMORY }, "data"));
}

/* "data" on a partition of a loop device, whose file lies on "other". */
static void a_partition_is_on_its_disk_and_a_loop_device_on_its_file(void **state)
{
	device("7:0", "loop0", NULL);
	device("259:0", "loop0/loop0p1", NULL);
	tree_file(&tree, "devices/loop0/loop0p1/partition", "1\n");
	tree_file(&tree, "devices/loop0/loop/backing_file", "/srv/image\n");
	loop_place = at(253, 2);
	assert_true(is_on(at(259, 0), "other"));
	assert_false(is_on(at(259, 0), "data"));
}

static void what_cannot_be_told_is_no_no(void **state)
{
	const struct block_place nowhere = at(8, 0), loop = at(7, 0);
	struct fault fault = FAULT_NONE;
	bool ret = true;

	assert_int_equal(block_stack_is_on(&stack, &nowhere, "data", &ret, &fault), -ENOENT);
	assert_non_null(strstr(fault.text, "block device 8:0: what it is made of cannot be told"));
	device("7:0", "loop0", NULL);
	tree_file(&tree, "devices/loop0/loop/backing_file", "/srv/image\n");
	loop_error = -EXDEV;
	assert_int_equal(block_stack_is_on(&stack, &loop, "data", &ret, NULL), -EXDEV);
	tree_file(&tree, "devices/dm-2/slaves/bad/dev", "nonsense\n");
	assert_int_equal(block_stack_is_on(&stack, &(struct block_place){ BLOCK_PLACE_DEVICE,
					   makedev(253, 2) }, "data", &ret, NULL), -EBADMSG);
	assert_true(ret);
}

static void a_ring_of_devices_ends(void **state)
{
	on("vdb", "dm-2", "dm-2");
	assert_false(is_on(at(253, 2), "data"));
}

static void a_stack_beyond_all_sense_is_refused(void **state)
{
	const struct block_place place = at(252, 16);
	char path[64], line[16];
	bool ret;
	int i;

	for (i = 0; i < 200; i++) {
		(void)snprintf(path, sizeof(path), "devices/vdb/slaves/x%d/dev", i);
		(void)snprintf(line, sizeof(line), "9:%d\n", i);
		tree_file(&tree, path, line);
	}
	assert_int_equal(block_stack_is_on(&stack, &place, "data", &ret, NULL), -E2BIG);
}

static void a_file_of_btrfs_lies_on_any_device_of_any_btrfs(void **state)
{
	const struct block_place place = { .kind = BLOCK_PLACE_BTRFS };
	bool ret;

	assert_int_equal(block_stack_is_on(&stack, &place, "data", &ret, NULL), -ENOENT);
	tree_link(&tree, "fs/btrfs/0f1e/devices/vdb", "../../../../devices/vdb");
	tree_file(&tree, "fs/btrfs/features/raid1c34", "1\n");
	assert_false(is_on(place, "data"));
	tree_link(&tree, "fs/btrfs/1f1e/devices/dm-1", "../../../../devices/dm-1");
	assert_true(is_on(place, "data"));
}

static void a_luks_volume_is_known_by_its_identifier(void **state)
{
	bool ret = false;

	assert_int_equal(block_stack_is_luks(&stack, "data", &ret, NULL), 0);
	assert_true(ret);
	assert_int_equal(block_stack_is_luks(&stack, "vg-home", &ret, NULL), 0);
	assert_false(ret);
	assert_int_equal(block_stack_is_luks(&stack, "other", &ret, NULL), -ENOENT);
}

static void files_of_this_machine_have_a_place(void **state)
{
	struct block_place place;

	assert_int_equal(block_place_find("/proc/self/status", false, &place), 0);
	assert_int_equal(place.kind, BLOCK_PLACE_MEMORY);
	assert_int_equal(block_place_find("/nonexistent", false, &place), -ENOENT);
	assert_int_equal(block_place_find("/dev/null", true, &place), -ENOTBLK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_lies_on_all_that_is_below_its_device,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(and_not_on_what_is_above_or_beside_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			a_partition_is_on_its_disk_and_a_loop_device_on_its_file, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_told_is_no_no, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_ring_of_devices_ends, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_stack_beyond_all_sense_is_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_file_of_btrfs_lies_on_any_device_of_any_btrfs,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_luks_volume_is_known_by_its_identifier, set_up,
						tear_down),
		cmocka_unit_test(files_of_this_machine_have_a_place),
	};

	return cmocka_run_group_tests_name("block_stack", tests, NULL, NULL);
}
