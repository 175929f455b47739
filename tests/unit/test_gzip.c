/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packed files: all of it or nothing.
 */
#include "tests/unit/tree.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/sys/gzip.h"

/* "CONFIG_TCG_TPM=y\n", as gzip packs it. */
static const uint8_t packed[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
	0x73, 0xf6, 0xf7, 0x73, 0xf3, 0x74, 0x8f, 0x0f, 0x71, 0x06, 0xe2, 0x00,
	0x5f, 0xdb, 0x4a, 0x2e, 0x00, 0x6e, 0x7e, 0x3d, 0x39, 0x11, 0x00, 0x00,
	0x00,
};

static void write_bytes(const struct tree *tree, const void *data, size_t size,
			char path[static 512])
{
	FILE *file;

	tree_path(tree, "file", path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void what_is_packed_is_read(void **state)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(100);
	struct tree tree;
	char path[512];

	tree_init(&tree);
	write_bytes(&tree, packed, sizeof(packed), path);
	assert_int_equal(gzip_read(path, &text, NULL), 0);
	assert_int_equal(text.size, 17);
	assert_memory_equal(text.data, "CONFIG_TCG_TPM=y\n", 17);
	tree_deinit(&tree);
}

static void what_is_cut_changed_or_too_long_is_not(void **state)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(100), small = BUFFER_INIT(16);
	uint8_t changed[sizeof(packed)];
	struct fault fault = FAULT_NONE;
	struct tree tree;
	char path[512];

	tree_init(&tree);
	memcpy(changed, packed, sizeof(packed));
	changed[sizeof(packed) - 5] ^= 1; /* the checksum */
	write_bytes(&tree, changed, sizeof(changed), path);
	assert_int_equal(gzip_read(path, &text, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "cannot be unpacked"));
	write_bytes(&tree, packed, sizeof(packed) - 9, path);
	assert_int_equal(gzip_read(path, &text, NULL), -EBADMSG);
	assert_int_equal(text.size, 0);
	write_bytes(&tree, packed, sizeof(packed), path);
	assert_int_equal(gzip_read(path, &small, NULL), -E2BIG);
	assert_int_equal(gzip_read("/nowhere", &text, NULL), -ENOENT);
	tree_deinit(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_packed_is_read),
		cmocka_unit_test(what_is_cut_changed_or_too_long_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
