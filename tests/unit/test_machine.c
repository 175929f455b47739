/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a machine says of itself, and what becomes of texts that are none.
 */
#include "tests/unit/unit.h"

#include "lib/sys/machine.h"
#include "tests/unit/tree.h"

#define SECURE_BOOT	"sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static struct tree tree;

static int set_up(void **state)
{
	tree_init(&tree);
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static struct machine read_tree(void)
{
	struct machine machine;

	machine_read(tree.root, &machine);
	return machine;
}

static void put_variable(const void *data, size_t size)
{
	char full[512];
	FILE *file;

	tree_parents(&tree, SECURE_BOOT);
	tree_path(&tree, SECURE_BOOT, full);
	file = fopen(full, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void what_is_missing_is_not_known(void **state)
{
	struct machine machine = read_tree();

	assert_string_equal(machine.os, "");
	assert_string_equal(machine.os_version, "");
	assert_int_equal(machine.secure_boot, MACHINE_SECURE_BOOT_UNKNOWN);
	assert_true(strlen(machine.kernel) > 0);
}

static void quotes_are_taken_off(void **state)
{
	struct machine machine;

	tree_file(&tree, "etc/os-release",
		  "PRETTY_NAME=\"ID=wrong\"\nID=debian\nBUILD_ID=7\nVERSION_ID=\"13\"");
	machine = read_tree();
	assert_string_equal(machine.os, "debian");
	assert_string_equal(machine.os_version, "13");
}

static void a_uki_that_measured_itself_is_told_of(void **state)
{
	assert_false(read_tree().is_uki_measured);
	tree_file(&tree, "sys/firmware/efi/efivars/"
		  "StubPcrKernelImage-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", "aaaa1\1");
	assert_true(read_tree().is_uki_measured);
}

static void bytes_that_are_no_text_are_replaced(void **state)
{
	struct machine machine;

	tree_file(&tree, "etc/os-release", "ID='a\x01\xff" "b'\nVERSION_ID=\"\n");
	machine = read_tree();
	assert_string_equal(machine.os, "a??b");
	assert_string_equal(machine.os_version, "\"");
}

static void a_text_that_is_too_long_is_cut(void **state)
{
	char text[400] = "ID=";

	memset(text + 3, 'x', sizeof(text) - 4);
	tree_file(&tree, "etc/os-release", text);
	assert_int_equal(strlen(read_tree().os), MACHINE_TEXT_SIZE - 1);
}

static void secure_boot_is_the_byte_behind_the_attributes(void **state)
{
	put_variable("\6\0\0\0\1", 5);
	assert_int_equal(read_tree().secure_boot, MACHINE_SECURE_BOOT_ON);
	put_variable("\6\0\0\0\0", 5);
	assert_int_equal(read_tree().secure_boot, MACHINE_SECURE_BOOT_OFF);
}

static void another_variable_says_nothing(void **state)
{
	put_variable("\6\0\0\0\2", 5);
	assert_int_equal(read_tree().secure_boot, MACHINE_SECURE_BOOT_UNKNOWN);
	put_variable("\6\0\0\0\1\1", 6);
	assert_int_equal(read_tree().secure_boot, MACHINE_SECURE_BOOT_UNKNOWN);
	put_variable("\6\0\0\0", 4);
	assert_int_equal(read_tree().secure_boot, MACHINE_SECURE_BOOT_UNKNOWN);
}

#define ON_A_TREE(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_A_TREE(what_is_missing_is_not_known),
		ON_A_TREE(quotes_are_taken_off),
		ON_A_TREE(a_uki_that_measured_itself_is_told_of),
		ON_A_TREE(bytes_that_are_no_text_are_replaced),
		ON_A_TREE(a_text_that_is_too_long_is_cut),
		ON_A_TREE(secure_boot_is_the_byte_behind_the_attributes),
		ON_A_TREE(another_variable_says_nothing),
	};

	return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
