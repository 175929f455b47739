/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * volumes.conf: what a line may say, and that a wrong one costs no other.
 */
#include "tests/unit/unit.h"

#include "lib/format/volumes_file.h"

static int first(const char *text, struct volumes_file_entry *ret, struct fault *fault)
{
	uint8_t *copy = exact_copy(text, strlen(text));
	struct volumes_file file;
	int r;

	volumes_file_init(&file, copy, strlen(text));
	r = volumes_file_next(&file, ret, fault);
	free(copy);
	return r;
}

static void test_a_line_names_a_volume_and_its_device(void **state)
{
	static const struct {
		const char *text, *name, *device;
	} rows[] = {
		{ "root /dev/gpt-auto-root-luks\n", "root", "/dev/gpt-auto-root-luks" },
		{ "\t data-1\t/dev/disk/by-id/virtio-data  \n", "data-1",
		  "/dev/disk/by-id/virtio-data" },
		{ "# nothing\n\n  # more\nluks-a.b UUID=0F1E-2d3c", "luks-a.b",
		  "/dev/disk/by-uuid/0f1e-2d3c" },
		{ "x PARTUUID=0f1e", "x", "/dev/disk/by-partuuid/0f1e" },
		{ "x /dev/disk/by-partlabel/a\\x20b", "x", "/dev/disk/by-partlabel/a\\x20b" },
		{ "x /dev/..data", "x", "/dev/..data" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct volumes_file_entry entry;

		assert_int_equal(first(rows[i].text, &entry, NULL), 1);
		assert_string_equal(entry.name, rows[i].name);
		assert_string_equal(entry.device, rows[i].device);
	}
}

static void test_a_wrong_line_is_refused_with_its_number(void **state)
{
	static const char *const rows[] = {
		"root\n", "root \n", ".hidden /dev/vda\n", "a/b /dev/vda\n", "a@b /dev/vda\n",
		"root vda\n", "root /dev/\n", "root /etc/shadow\n", "root /dev/../etc/shadow\n",
		"root /dev/a/..\n", "root /dev/a/.\n", "root /dev//a\n", "root /dev/./a\n",
		"root /dev/vda none\n", "root UUID=\n", "root UUID=../../x\n", "root LABEL=x\n",
		"root /dev/v\x01" "da\n", "root /dev/v\xc3\xa4\n", "root\r /dev/vda\n",
		"root /dev/vda\r\n", "root /dev/a;b\n",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa /dev/vda\n",
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct volumes_file_entry entry = { .name = "untouched" };
		struct fault fault = FAULT_NONE;

		if (first(rows[i], &entry, &fault) != -EBADMSG)
			fail_msg("'%s' was taken", rows[i]);
		assert_non_null(strstr(fault.text, "line 1: "));
		assert_string_equal(entry.name, "untouched");
	}
}

static void test_reading_goes_on_behind_a_wrong_line(void **state)
{
	static const char text[] = "what?\nroot /dev/vda\n";
	struct volumes_file_entry entry;
	struct volumes_file file;

	volumes_file_init(&file, text, sizeof(text) - 1);
	assert_int_equal(volumes_file_next(&file, &entry, NULL), -EBADMSG);
	assert_int_equal(volumes_file_next(&file, &entry, NULL), 1);
	assert_string_equal(entry.name, "root");
	assert_int_equal(file.line, 2);
	assert_int_equal(volumes_file_next(&file, &entry, NULL), 0);
	assert_int_equal(volumes_file_find(text, sizeof(text) - 1, "root", &entry, NULL), 0);
}

static void test_a_volume_is_found_once_or_not_at_all(void **state)
{
	static const char text[] = "a /dev/vda\nb /dev/vdb\na /dev/vdc\n";
	struct volumes_file_entry entry = { .name = "untouched" };
	struct fault fault = FAULT_NONE;

	assert_int_equal(volumes_file_find(text, strlen(text), "a", &entry, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "line 3: "));
	assert_int_equal(volumes_file_find(text, strlen(text), "c", &entry, &fault), -ENOENT);
	assert_int_equal(volumes_file_find(text, 0, "b", &entry, &fault), -ENOENT);
	assert_string_equal(entry.name, "untouched");
	assert_int_equal(volumes_file_find(text, strlen(text), "b", &entry, &fault), 0);
	assert_string_equal(entry.device, "/dev/vdb");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_line_names_a_volume_and_its_device),
		cmocka_unit_test(test_a_wrong_line_is_refused_with_its_number),
		cmocka_unit_test(test_reading_goes_on_behind_a_wrong_line),
		cmocka_unit_test(test_a_volume_is_found_once_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
