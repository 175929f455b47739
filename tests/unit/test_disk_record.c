/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A boot that is kept comes back as it was, goes when it is forgotten, and is no boot once it
 * is damaged.
 */
#include "tests/unit/log_builder.h"

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/disks/disk_record.h"
#include "lib/evidence/collect_logs.h"
#include "lib/show/json.h"
#include "tests/unit/tree.h"

static const uint8_t number[SVSM_TOKEN_RECORD_SIZE] = { 0xab, 0xcd };
static struct bytes log_bytes;
static struct tree tree;
static char folder[512], path[512];
static struct collect_log_paths own;

void json_out_of_memory(void)
{
	abort();
}

static int set_up(void **state)
{
	FILE *file;

	tree_init(&tree);
	tree_path(&tree, "enrolled", folder);
	tree_path(&tree, "log", path);
	own = (struct collect_log_paths){ .firmware = path };
	log_bytes.size = 0;
	put_spec_id(&log_bytes);
	put_agile_event(&log_bytes, 4, EV_EFI_ACTION, 1, "started", 7);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(log_bytes.data, 1, log_bytes.size, file), log_bytes.size);
	assert_int_equal(fclose(file), 0);
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static void what_was_kept_comes_back_until_it_is_forgotten(void **state)
{
	_cleanup_(disk_record_deinit) struct disk_record record = DISK_RECORD_NONE;
	_cleanup_(disk_record_deinit) struct disk_record again = DISK_RECORD_NONE;

	assert_int_equal(disk_record_keep(folder, &own, number, NULL), 0);
	assert_int_equal(disk_record_read(folder, number, &record, NULL), 0);
	assert_int_equal(record.set.files[0]->bytes.size, log_bytes.size);
	assert_memory_equal(record.set.files[0]->bytes.data, log_bytes.data, log_bytes.size);
	assert_int_equal(disk_record_tell(&record, 1 << 4, NULL), 0);
	assert_int_equal(record.story.count, 1);
	disk_record_forget(folder, number);
	assert_int_equal(disk_record_read(folder, number, &again, NULL), -ENOENT);
	disk_record_forget(folder, number);
}

static void without_a_log_nothing_is_kept(void **state)
{
	_cleanup_(disk_record_deinit) struct disk_record record = DISK_RECORD_NONE;

	assert_int_equal(unlink(path), 0);
	assert_int_equal(disk_record_keep(folder, &own, number, NULL), -ENOENT);
	assert_int_equal(disk_record_read(folder, number, &record, NULL), -ENOENT);
	assert_int_equal(rmdir(folder), 0);
}

static void what_is_no_log_any_more_is_refused(void **state)
{
	_cleanup_(disk_record_deinit) struct disk_record record = DISK_RECORD_NONE;
	struct fault fault = FAULT_NONE;

	tree_file(&tree, "enrolled/abcd0000000000000000000000000000.log.zst", "not compressed");
	assert_int_equal(disk_record_read(folder, number, &record, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "/enrolled/abcd0000"));
}

static void this_boot_is_read_as_it_is(void **state)
{
	_cleanup_(disk_record_deinit) struct disk_record record = DISK_RECORD_NONE;

	assert_int_equal(disk_record_read_now(&own, &record, NULL), 0);
	assert_int_equal(record.set.files[0]->bytes.size, log_bytes.size);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_kept_comes_back_until_it_is_forgotten),
		TEST(without_a_log_nothing_is_kept),
		TEST(what_is_no_log_any_more_is_refused),
		TEST(this_boot_is_read_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
