/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Notes of attempts on a file system.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/policy/seal_policy.h"
#include "lib/sys/file.h"
#include "lib/unlock/unlock_note.h"

#define UUID	"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

struct folder {
	char above[32], notes[64], file[128];
};

static struct folder folder_new(void)
{
	struct folder folder = { .above = "/tmp/svsm-test-XXXXXX" };

	assert_non_null(mkdtemp(folder.above));
	(void)snprintf(folder.notes, sizeof(folder.notes), "%s/svsm/unlock", folder.above);
	(void)snprintf(folder.file, sizeof(folder.file), "%s/" UUID, folder.notes);
	return folder;
}

static void folder_free(const struct folder *folder)
{
	char command[64];

	(void)snprintf(command, sizeof(command), "rm -r %s", folder->above);
	assert_int_equal(system(command), 0);
}

static struct unlock_record read_back(const struct folder *folder)
{
	struct buffer text = BUFFER_INIT(UNLOCK_RECORD_SIZE_MAX);
	struct unlock_record record;

	assert_int_equal(file_read(folder->file, &text, NULL), 0);
	assert_int_equal(unlock_record_decode(text.data, text.size, &record, NULL), 0);
	buffer_deinit(&text);
	return record;
}

static void test_notes_of_one_volume_add_up_in_a_folder_that_is_made(void **state)
{
	const struct folder folder = folder_new();
	const struct seal_outlook outlook = {
		.branches = {
			{ .standing = SEAL_UNKNOWN },	/* nobody looked at it */
			{ .standing = SEAL_PCRS_DIFFER, .bank = 0x000b, .pcrs = 0x80 },
		},
		.count = 2,
	};
	struct unlock_attempt attempt = { .has_token = true, .result = UNLOCK_FAILED };
	struct unlock_record record;

	unlock_note_outlook(&attempt, &outlook);
	assert_int_equal(unlock_note_write(folder.notes, UUID, &attempt, NULL), 0);
	attempt = (struct unlock_attempt){ .has_token = true, .token = 1,
					   .result = UNLOCK_OPENED };
	assert_int_equal(unlock_note_write(folder.notes, UUID, &attempt, NULL), 0);
	record = read_back(&folder);
	assert_int_equal(record.count, 2);
	assert_int_equal(record.attempts[0].branch_count, 1);
	assert_string_equal(record.attempts[0].branches[0].standing, "pcrs-differ");
	assert_int_equal(record.attempts[1].result, UNLOCK_OPENED);
	assert_true(record.attempts[1].time > 1700000000);
	folder_free(&folder);
}

static void test_a_damaged_record_is_begun_anew(void **state)
{
	const struct unlock_attempt attempt = { .has_token = true, .result = UNLOCK_OPENED };
	const struct folder folder = folder_new();
	FILE *file;

	assert_int_equal(unlock_note_write(folder.notes, UUID, &attempt, NULL), 0);
	file = fopen(folder.file, "w");
	assert_non_null(file);
	assert_true(fputs("{\"attempts\":", file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(unlock_note_write(folder.notes, UUID, &attempt, NULL), 0);
	assert_int_equal(read_back(&folder).count, 1);
	folder_free(&folder);
}

static void test_nothing_is_written_for_a_uuid_that_leads_elsewhere(void **state)
{
	const struct unlock_attempt attempt = { .has_token = true, .result = UNLOCK_OPENED };
	const struct folder folder = folder_new();
	struct fault fault = FAULT_NONE;

	assert_int_equal(unlock_note_write(folder.notes, "../elsewhere", &attempt, &fault),
			 -EINVAL);
	assert_true(fault.text[0]);
	assert_int_equal(access(folder.notes, F_OK), -1);
	folder_free(&folder);
}

static void test_a_folder_that_cannot_be_made_is_told(void **state)
{
	const struct unlock_attempt attempt = { .has_token = true, .result = UNLOCK_OPENED };
	struct fault fault = FAULT_NONE;

	assert_int_equal(unlock_note_write("/proc/svsm-test/unlock", UUID, &attempt, &fault),
			 -ENOENT);
	assert_non_null(strstr(fault.text, "/proc/svsm-test/unlock"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notes_of_one_volume_add_up_in_a_folder_that_is_made),
		cmocka_unit_test(test_a_damaged_record_is_begun_anew),
		cmocka_unit_test(test_nothing_is_written_for_a_uuid_that_leads_elsewhere),
		cmocka_unit_test(test_a_folder_that_cannot_be_made_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
