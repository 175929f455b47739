/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One volume's line of volumes.conf, and the others as they were.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/volumes_edit.h"
#include "lib/format/volumes_file.h"

static bool is_data(void *user, const struct volumes_file_entry *entry)
{
	return !strcmp(entry->name, "data") || !strcmp(entry->device, "/dev/vdb");
}

static void the_line_changes_and_no_other_byte(void **state)
{
	static const struct {
		const char *before, *line, *after;
	} rows[] = {
		{ "", "data /dev/vdb", "data /dev/vdb\n" },
		{ "# mine\n", "data /dev/vdb", "# mine\ndata /dev/vdb\n" },
		{ "root /dev/vda", "data /dev/vdb", "root /dev/vda\ndata /dev/vdb\n" },
		/* in its place, and once */
		{ "data /dev/vdc\nroot /dev/vda\n", "data /dev/vdb",
		  "data /dev/vdb\nroot /dev/vda\n" },
		{ " \troot   /dev/vda \n\nold /dev/vdb\n# x\ndata /dev/vdz\nend\n", "data /dev/vdb",
		  " \troot   /dev/vda \n\ndata /dev/vdb\n# x\nend\n" },
		/* what is wrong is not ours to mend, a comment is no line */
		{ "data\n#data /dev/vdb\ndata /dev/vdb none\n", "data /dev/vdb",
		  "data\n#data /dev/vdb\ndata /dev/vdb none\ndata /dev/vdb\n" },
		/* taken away */
		{ "a /dev/vda\ndata /dev/vdb\nb /dev/vdd\n", NULL, "a /dev/vda\nb /dev/vdd\n" },
		{ "data /dev/vdb", NULL, "" },
		{ "a /dev/vda", NULL, "a /dev/vda" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const size_t size = strlen(rows[i].before);
		struct buffer out = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
		uint8_t *copy = exact_copy(rows[i].before, size);

		assert_int_equal(volumes_edit(copy, size, is_data, NULL, rows[i].line, &out), 0);
		if (out.size != strlen(rows[i].after) || (out.size &&
		    memcmp(out.data, rows[i].after, out.size)))
			fail_msg("row %zu: %.*s", i, (int)out.size, (char *)out.data);
		buffer_deinit(&out);
		free(copy);
	}
}

static void a_file_that_would_grow_too_big_is_an_error(void **state)
{
	struct buffer out = BUFFER_INIT(12);

	assert_int_equal(volumes_edit("a /dev/vda\n", 11, is_data, NULL, "data /dev/vdb", &out),
			 -E2BIG);
	buffer_deinit(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_changes_and_no_other_byte),
		cmocka_unit_test(a_file_that_would_grow_too_big_is_an_error),
	};

	return cmocka_run_group_tests_name("volumes_edit", tests, NULL, NULL);
}
