/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Volumes by name and by UUID: what files name, and nothing that a caller locates.
 */
#include "tests/unit/disk_volume.h"

#include "lib/disks/disk_find.h"

static struct disk_volume volume;
static char path[PATH_MAX];

static int set_up(void **state)
{
	char line[512];

	disk_volume_init(&volume);
	(void)snprintf(line, sizeof(line), "data %s none luks\nagain %s\ngone /nonexistent\n",
		       volume.file.path, volume.file.path);
	tree_file(&volume.tree, "crypttab", line);
	strcpy(path, "untouched");
	return 0;
}

static int tear_down(void **state)
{
	disk_volume_deinit(&volume);
	return 0;
}

static void a_volume_is_found_by_its_name(void **state)
{
	assert_int_equal(disk_find(&volume.places, "again", path, NULL), 0);
	assert_string_equal(path, volume.file.path);
}

static void and_by_its_uuid_in_capitals_as_well(void **state)
{
	char uuid[64], *c;

	(void)snprintf(uuid, sizeof(uuid), "%s", luks_uuid(volume.luks));
	assert_int_equal(disk_find(&volume.places, uuid, path, NULL), 0);
	assert_string_equal(path, volume.file.path);
	for (c = uuid; *c; c++)
		if (*c >= 'a' && *c <= 'f')
			*c = (char)(*c - 'a' + 'A');
	strcpy(path, "untouched");
	assert_int_equal(disk_find(&volume.places, uuid, path, NULL), 0);
	assert_string_equal(path, volume.file.path);
}

static void what_is_not_there_is_not_found(void **state)
{
	static const char *const names[] = {
		"gone", "other", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "-",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct fault fault = FAULT_NONE;

		assert_int_equal(disk_find(&volume.places, names[i], path, &fault), -ENOENT);
		assert_string_not_equal(fault.text, "");
		assert_string_equal(path, "untouched");
	}
}

static void a_path_is_no_name(void **state)
{
	static const char *const names[] = {
		"", ".", "..", "../x", "/dev/vda", "a/b", "a b", "a\n", "UUID=1",
	};
	size_t i;

	assert_int_equal(disk_find(&volume.places, volume.file.path, path, NULL), -EINVAL);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(disk_find(&volume.places, names[i], path, NULL), -EINVAL);
	assert_string_equal(path, "untouched");
}

static void a_name_of_two_volumes_is_nobodys(void **state)
{
	struct fault fault = FAULT_NONE;
	char line[1024];

	(void)snprintf(line, sizeof(line), "data %s\ndata %s\n", volume.file.path,
		       volume.crypttab);
	tree_file(&volume.tree, "crypttab", line);
	assert_int_equal(disk_find(&volume.places, "data", path, &fault), -ENOTUNIQ);
	assert_non_null(strstr(fault.text, volume.file.path));
}

static void all_are_listed_once(void **state)
{
	_cleanup_(cleanup_free) struct disk_found *found = NULL;
	unsigned int i, seen = 0;

	assert_int_equal(disk_find_all(&volume.places, &found), 0);
	for (i = 0; i < found->count; i++)
		seen += !strcmp(found->paths[i], volume.file.path);
	assert_int_equal(seen, 1);
}

static void a_device_of_crypttab_has_a_path(void **state)
{
	assert_true(disk_find_path("UUID=ab-12", path));
	assert_string_equal(path, "/dev/disk/by-uuid/ab-12");
	assert_true(disk_find_path("PARTLABEL=data", path));
	assert_string_equal(path, "/dev/disk/by-partlabel/data");
	assert_true(disk_find_path("/dev/vda2", path));
	assert_string_equal(path, "/dev/vda2");
	assert_false(disk_find_path("vda2", path));
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_volume_is_found_by_its_name),
		TEST(and_by_its_uuid_in_capitals_as_well),
		TEST(what_is_not_there_is_not_found),
		TEST(a_path_is_no_name),
		TEST(a_name_of_two_volumes_is_nobodys),
		TEST(all_are_listed_once),
		TEST(a_device_of_crypttab_has_a_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
