/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's boot id, and what is none.
 */
#include "tests/unit/unit.h"

#include "lib/sys/boot_id.h"
#include "tests/unit/tree.h"

static struct tree tree;
static uint8_t id[BOOT_ID_SIZE];

static int set_up(void **state)
{
	tree_init(&tree);
	memset(id, 0x5e, sizeof(id));
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static int read_text(const char *text)
{
	char path[512];

	tree_file(&tree, "boot_id", text);
	tree_path(&tree, "boot_id", path);
	return boot_id_read(path, id, NULL);
}

static void a_uuid_in_a_line_is_one(void **state)
{
	uint8_t first[BOOT_ID_SIZE];

	assert_int_equal(read_text("0044cfe4-4f74-0240-88f0-a7ef47b26a78\n"), 0);
	memcpy(first, id, sizeof(first));
	assert_int_equal(read_text("0044cfe4-4f74-0240-88f0-a7ef47b26a79\n"), 0);
	assert_memory_not_equal(first, id, sizeof(first));
}

static void anything_else_is_none(void **state)
{
	static const char *const texts[] = {
		"", "\n", "0044cfe4-4f74-0240-88f0-a7ef47b26a78",
		"0044cfe4-4f74-0240-88f0-a7ef47b26a7\n", "0044cfe4-4f74-0240-88f0-a7ef47b26a7g\n",
		"0044cfe4-4f74-0240-88f0-a7ef47b26a78\n\n", "0044cfe44f74024088f0a7ef47b26a78xxxx\n",
		"0044cfe4-4f74-0240-88f0-a7ef47b26a78x",
	};
	static const uint8_t untouched[BOOT_ID_SIZE] = { [0 ... BOOT_ID_SIZE - 1] = 0x5e };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(read_text(texts[i]), -EBADMSG);
		assert_memory_equal(id, untouched, sizeof(id));
	}
}

static void a_file_that_is_missing_or_large_is_an_error(void **state)
{
	char text[100];

	assert_int_equal(boot_id_read("/nowhere/boot_id", id, NULL), -ENOENT);
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(read_text(text), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_uuid_in_a_line_is_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(anything_else_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_that_is_missing_or_large_is_an_error, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("boot_id", tests, NULL, NULL);
}
