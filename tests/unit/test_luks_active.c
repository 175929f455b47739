/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which device of device-mapper is a volume's.
 */
#include "tests/unit/unit.h"

#include "lib/sys/luks_active.h"
#include "tests/unit/tree.h"

#define UUID	"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

static struct tree tree;
static char name[LUKS_ACTIVE_NAME_SIZE];

static int set_up(void **state)
{
	tree_init(&tree);
	strcpy(name, "untouched");
	tree_file(&tree, "class/block/vda/size", "7\n");
	tree_file(&tree, "class/block/dm-0/dm/uuid", "LVM-abc\n");
	tree_file(&tree, "class/block/dm-0/dm/name", "wrong\n");
	tree_file(&tree, "class/block/dm-1/dm/uuid",
		  "CRYPT-LUKS2-0f1e2d3c4b5a69788796a5b4c3d2e1f1-other\n");
	tree_file(&tree, "class/block/dm-1/dm/name", "other\n");
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static void a_volume_is_known_by_its_uuid(void **state)
{
	tree_file(&tree, "class/block/dm-2/dm/uuid",
		  "CRYPT-LUKS2-0f1e2d3c4b5a69788796a5b4c3d2e1f0-root\n");
	tree_file(&tree, "class/block/dm-2/dm/name", "root\n");
	assert_int_equal(luks_active_name(tree.root, UUID, name, NULL), 0);
	assert_string_equal(name, "root");
}

static void one_that_is_not_open_is_not_there(void **state)
{
	struct fault fault = FAULT_NONE;

	assert_int_equal(luks_active_name(tree.root, UUID, name, &fault), -ENOENT);
	assert_string_equal(fault.text, "no device of device-mapper is of the volume " UUID);
	assert_string_equal(name, "untouched");
}

static void a_prefix_of_a_uuid_is_none(void **state)
{
	assert_int_equal(luks_active_name(tree.root, "0f1e2d3c", name, NULL), -ENOENT);
	assert_int_equal(luks_active_name(tree.root, "", name, NULL), -ENOENT);
}

/* Longer than any UUID: whatever a header says, it is cut, and not found. */
static void a_uuid_that_is_none_is_not_found(void **state)
{
	assert_int_equal(luks_active_name(tree.root, "0123456789012345678901234567890123456789"
					  "0123456789", name, NULL), -ENOENT);
}

static void without_sysfs_it_says_so(void **state)
{
	assert_int_equal(luks_active_name("/nonexistent", UUID, name, NULL), -ENOENT);
	assert_string_equal(name, "untouched");
}

struct walked {
	int count;
	char name[32], below[32];
};

static int take(void *user, const char *active, const char *below)
{
	struct walked *walked = user;

	(void)snprintf(walked->name, sizeof(walked->name), "%s", active);
	(void)snprintf(walked->below, sizeof(walked->below), "%s", below);
	return ++walked->count == 2 ? 7 : 0;
}

static void those_that_are_open_are_gone_through_with_what_they_lie_on(void **state)
{
	struct walked walked = { .count = 0 };

	/* dm-0 is LVM's; dm-1 is open, and lies on nothing that can be seen. */
	tree_file(&tree, "class/block/dm-0/slaves/vda1/x", "");
	assert_int_equal(luks_active_walk(tree.root, take, &walked, NULL), 0);
	assert_int_equal(walked.count, 0);
	tree_file(&tree, "class/block/dm-1/slaves/vda2/x", "");
	assert_int_equal(luks_active_walk(tree.root, take, &walked, NULL), 0);
	assert_int_equal(walked.count, 1);
	assert_string_equal(walked.name, "other");
	assert_string_equal(walked.below, "vda2");
	assert_int_equal(luks_active_walk(tree.root, take, &walked, NULL), 7);
	assert_int_equal(luks_active_walk("/nonexistent", take, &walked, NULL), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_volume_is_known_by_its_uuid, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_that_is_not_open_is_not_there, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_prefix_of_a_uuid_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_uuid_that_is_none_is_not_found, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(without_sysfs_it_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			those_that_are_open_are_gone_through_with_what_they_lie_on, set_up,
			tear_down),
	};

	return cmocka_run_group_tests_name("luks_active", tests, NULL, NULL);
}
