/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Archives: headers by the table, names that unpack nowhere else, and nothing half written.
 * tests/integration/svsmctl_archive.sh has tar unpack one.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/format/ustar.h"

static unsigned long octal(const struct buffer *archive, size_t offset)
{
	return strtoul((const char *)archive->data + offset, NULL, 8);
}

static void a_file_is_a_header_and_whole_blocks(void **state)
{
	_cleanup_(buffer_deinit) struct buffer archive = BUFFER_INIT(65536);
	unsigned long sum = 0;
	size_t i;

	assert_int_equal(ustar_add(&archive, "a/b.txt", "text", 4, 1800000000), 0);
	assert_int_equal(archive.size, 1024);
	assert_string_equal((char *)archive.data, "a/b.txt");
	assert_int_equal(octal(&archive, 100), 0600);
	assert_int_equal(octal(&archive, 124), 4);
	assert_int_equal(octal(&archive, 136), 1800000000);
	assert_int_equal(archive.data[156], '0');
	assert_memory_equal(archive.data + 257, "ustar\0" "00", 8);
	assert_memory_equal(archive.data + 512, "text\0\0", 6);
	for (i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : archive.data[i];
	assert_int_equal(octal(&archive, 148), sum);
	assert_int_equal(archive.data[155], ' ');
	assert_int_equal(ustar_end(&archive), 0);
	assert_int_equal(archive.size, 2048);
}

static void blocks_that_are_full_are_not_filled(void **state)
{
	_cleanup_(buffer_deinit) struct buffer archive = BUFFER_INIT(65536);
	static const char block[512] = "x";

	assert_int_equal(ustar_add(&archive, "full", block, 512, 0), 0);
	assert_int_equal(archive.size, 1024);
	assert_int_equal(ustar_add(&archive, "empty", NULL, 0, -1), 0);
	assert_int_equal(archive.size, 1536);
	assert_int_equal(octal(&archive, 1024 + 136), 0);
}

static void a_name_stays_below_where_it_is_unpacked(void **state)
{
	_cleanup_(buffer_deinit) struct buffer archive = BUFFER_INIT(65536);
	static const char *const names[] = { "", "/etc/passwd", "../up", "a/../../up", "a b",
					     "a\nb", "a\\b" };
	char longest[USTAR_NAME_MAX + 2];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(ustar_add(&archive, names[i], "", 0, 0), -EINVAL);
	memset(longest, 'a', sizeof(longest));
	longest[USTAR_NAME_MAX + 1] = '\0';
	assert_int_equal(ustar_add(&archive, longest, "", 0, 0), -ENAMETOOLONG);
	assert_int_equal(archive.size, 0);
	longest[USTAR_NAME_MAX] = '\0';
	assert_int_equal(ustar_add(&archive, longest, "", 0, 0), 0);
}

static void what_does_not_fit_leaves_nothing(void **state)
{
	_cleanup_(buffer_deinit) struct buffer archive = BUFFER_INIT(1023);

	assert_int_equal(ustar_add(&archive, "a", "text", 4, 0), -E2BIG);
	assert_int_equal(archive.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_a_header_and_whole_blocks),
		cmocka_unit_test(blocks_that_are_full_are_not_filled),
		cmocka_unit_test(a_name_stays_below_where_it_is_unpacked),
		cmocka_unit_test(what_does_not_fit_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
