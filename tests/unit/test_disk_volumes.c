/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A volume's line in volumes.conf: added once, found, taken out, and the others left alone.
 */
#include "tests/unit/disk_volume.h"

#include "lib/disks/disk_volumes.h"

#define OTHER	"# a note\nother UUID=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\n"

static struct disk_volume volume;
static char name[VOLUMES_FILE_NAME_MAX + 1];

static int set_up(void **state)
{
	disk_volume_init(&volume);
	strcpy(name, "untouched");
	return 0;
}

static int tear_down(void **state)
{
	disk_volume_deinit(&volume);
	return 0;
}

static void assert_file_is(const char *text)
{
	_cleanup_(buffer_deinit) struct buffer found = BUFFER_INIT(4096);

	assert_int_equal(file_read(volume.volumes, &found, NULL), 0);
	assert_int_equal(found.size, strlen(text));
	assert_memory_equal(found.data, text, found.size);
}

static void without_a_file_there_is_no_line(void **state)
{
	assert_int_equal(disk_volumes_find(volume.volumes, volume.luks, name, NULL), 0);
	assert_string_equal(name, "untouched");
	assert_int_equal(disk_volumes_remove(volume.volumes, volume.luks, NULL), 0);
}

static void a_line_is_added_once_and_taken_out(void **state)
{
	char expected[256];

	tree_file(&volume.tree, "volumes.conf", OTHER);
	assert_int_equal(disk_volumes_add(volume.volumes, volume.luks, "data", NULL), 1);
	(void)snprintf(expected, sizeof(expected), OTHER "data UUID=%s\n", luks_uuid(volume.luks));
	assert_file_is(expected);
	assert_int_equal(disk_volumes_add(volume.volumes, volume.luks, "data", NULL), 0);
	assert_file_is(expected);
	assert_int_equal(disk_volumes_find(volume.volumes, volume.luks, name, NULL), 1);
	assert_string_equal(name, "data");
	assert_int_equal(disk_volumes_remove(volume.volumes, volume.luks, NULL), 1);
	assert_file_is(OTHER);
}

static void another_name_takes_the_place_of_the_one_before(void **state)
{
	assert_int_equal(disk_volumes_add(volume.volumes, volume.luks, "data", NULL), 1);
	assert_int_equal(disk_volumes_add(volume.volumes, volume.luks, "root", NULL), 1);
	assert_int_equal(disk_volumes_find(volume.volumes, volume.luks, name, NULL), 1);
	assert_string_equal(name, "root");
}

static void what_is_no_name_is_not_written(void **state)
{
	struct fault fault = FAULT_NONE;

	tree_file(&volume.tree, "volumes.conf", OTHER);
	assert_int_equal(disk_volumes_add(volume.volumes, volume.luks, "a/b", &fault), -EINVAL);
	assert_non_null(strstr(fault.text, "'a/b': no volume of "));
	assert_file_is(OTHER);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_file_there_is_no_line),
		TEST(a_line_is_added_once_and_taken_out),
		TEST(another_name_takes_the_place_of_the_one_before),
		TEST(what_is_no_name_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
