/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The logs of one boot: which files they are, what is missing, and where they break off.
 */
#include <sys/stat.h>

#include "tests/unit/log_builder.h"
#include "tests/unit/tree.h"

#include "lib/evidence/collect_logs.h"
#include "lib/show/log_set.h"

static struct tree tree;
static char firmware[512], systemd[512], ima[512];

static const char record[] =
	"\036{\"pcr\":11,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\""
	"0000000000000000000000000000000000000000000000000000000000000007\"}],"
	"\"content_type\":\"systemd\",\"content\":{\"eventType\":\"phase\",\"string\":\"ready\"}}\n";

static const struct collect_log_paths own = { firmware, systemd, ima };
static const char *const none[] = { NULL };

static void write_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void write_firmware(size_t cut)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_agile_event(&log, 7, EV_SEPARATOR, 2, "\0\0\0", 4);
	write_file(firmware, log.data, log.size - cut);
}

static int count(void *user, const struct log_file *file, const struct eventlog_event *event,
		 struct fault *fault)
{
	return ++*(int *)user == 3 ? fault_set(fault, -EIO, "enough") : 0;
}

static int make_tree(void **state)
{
	tree_init(&tree);
	tree_path(&tree, "firmware", firmware);
	tree_path(&tree, "systemd", systemd);
	tree_path(&tree, "ima", ima);
	return 0;
}

static int remove_tree(void **state)
{
	(void)unlink(firmware);
	(void)unlink(systemd);
	(void)unlink(ima);
	return rmdir(tree.root);
}

static void test_without_firmware_s_log_there_is_none(void **state)
{
	struct log_set set = { .count = 0 };
	struct fault fault = FAULT_NONE;

	assert_int_equal(log_set_read(&set, none, NULL, &own, &fault), -ENOENT);
	assert_non_null(strstr(fault.text, "/firmware: "));
	log_set_deinit(&set);
}

static void test_the_other_two_need_not_be_there_or_hold_anything(void **state)
{
	struct log_set set = { .count = 0 };

	write_firmware(0);
	assert_int_equal(log_set_read(&set, none, NULL, &own, NULL), 0);
	assert_int_equal(set.count, 1);
	assert_true(set.is_own);
	log_set_deinit(&set);
	write_file(systemd, "", 0);
	write_file(ima, "", 0);
	assert_int_equal(log_set_read(&set, none, NULL, &own, NULL), 0);
	assert_int_equal(set.count, 1);
	log_set_deinit(&set);
}

static void test_events_come_in_the_order_in_which_they_were_measured(void **state)
{
	struct log_set set = { .count = 0 };
	struct fault fault = FAULT_NONE;
	int events = -10;

	write_firmware(0);
	write_file(systemd, record, sizeof(record) - 1);
	assert_int_equal(log_set_read(&set, none, NULL, &own, NULL), 0);
	assert_int_equal(set.count, 2);
	assert_int_equal(log_set_walk(&set, count, &events, NULL), 0);
	assert_int_equal(events, -7);
	assert_int_equal(set.files[0]->events, 2);
	assert_int_equal(set.files[1]->events, 1);
	assert_true(log_set_is_complete(&set));
	events = 0;
	assert_int_equal(log_set_walk(&set, count, &events, &fault), -EIO);
	assert_string_equal(fault.text, "enough");
	log_set_deinit(&set);
}

static void test_a_log_that_systemd_marked_is_incomplete(void **state)
{
	struct log_set set = { .count = 0 };
	int events = -10;

	write_firmware(0);
	write_file(systemd, record, sizeof(record) - 1);
	assert_int_equal(chmod(systemd, 01600), 0);
	assert_int_equal(log_set_read(&set, none, NULL, &own, NULL), 0);
	assert_int_equal(log_set_walk(&set, count, &events, NULL), 0);
	assert_true(log_file_is_complete(set.files[0]));
	assert_false(log_file_is_complete(set.files[1]));
	assert_false(log_set_is_complete(&set));
	log_set_deinit(&set);
}

static void test_a_log_that_breaks_off_keeps_what_was_before(void **state)
{
	struct log_set set = { .count = 0 };
	int events = -10;

	(void)unlink(systemd);
	write_firmware(1);
	assert_int_equal(log_set_read(&set, none, NULL, &own, NULL), 0);
	assert_int_equal(log_set_walk(&set, count, &events, NULL), 0);
	assert_int_equal(set.files[0]->events, 1);
	assert_int_equal(set.files[0]->error, -EBADMSG);
	assert_string_not_equal(set.files[0]->fault.text, "");
	assert_false(log_set_is_complete(&set));
	log_set_deinit(&set);
}

static void test_files_that_are_named_are_read_instead_of_the_own(void **state)
{
	const char *const paths[] = { systemd, NULL };
	struct log_set set = { .count = 0 };

	write_file(systemd, record, sizeof(record) - 1);
	assert_int_equal(log_set_read(&set, paths, NULL, NULL, NULL), 0);
	assert_int_equal(set.count, 1);
	assert_false(set.is_own);
	log_set_deinit(&set);
	assert_int_equal(log_set_read(&set, paths, "no-such-format", NULL, NULL), -EINVAL);
	log_set_deinit(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_firmware_s_log_there_is_none),
		cmocka_unit_test(test_the_other_two_need_not_be_there_or_hold_anything),
		cmocka_unit_test(test_events_come_in_the_order_in_which_they_were_measured),
		cmocka_unit_test(test_a_log_that_systemd_marked_is_incomplete),
		cmocka_unit_test(test_a_log_that_breaks_off_keeps_what_was_before),
		cmocka_unit_test(test_files_that_are_named_are_read_instead_of_the_own),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
