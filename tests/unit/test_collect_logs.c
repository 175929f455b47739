/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The logs of a bundle: systemd's lock is held until the quote, what is missing is a note.
 */
#include "tests/unit/tree.h"

#include <fcntl.h>
#include <sys/file.h>

#include "lib/base/note.h"
#include "lib/evidence/collect_logs.h"

struct world {
	struct tree tree;
	char firmware[512], systemd[512], ima[512];
	struct collect_log_paths paths;
	struct collect_logs logs;
	char heard[4096];
};

static void hear(void *user, const char *text)
{
	strcat(strcat(user, text), "\n");
}

static struct world world;
static const struct note_taker taker = { hear, world.heard };

static int set_up(void **state)
{
	memset(&world, 0, sizeof(world));
	tree_init(&world.tree);
	tree_path(&world.tree, "firmware", world.firmware);
	tree_path(&world.tree, "systemd", world.systemd);
	tree_path(&world.tree, "ima", world.ima);
	world.paths = (struct collect_log_paths){ world.firmware, world.systemd, world.ima };
	world.logs = COLLECT_LOGS_NONE;
	return 0;
}

static int tear_down(void **state)
{
	collect_logs_deinit(&world.logs);
	tree_deinit(&world.tree);
	return 0;
}

static bool can_measure(void)
{
	int fd = open(world.systemd, O_RDONLY | O_CLOEXEC);
	bool can;

	assert_true(fd >= 0);
	can = !flock(fd, LOCK_EX | LOCK_NB);
	(void)close(fd);
	return can;
}

static void test_systemd_is_kept_from_measuring_until_the_quote(void **state)
{
	tree_file(&world.tree, "firmware", "firmware's");
	tree_file(&world.tree, "systemd", "systemd's");
	assert_int_equal(collect_logs_begin(&world.logs, &world.paths, &taker, NULL), 0);
	assert_int_equal(world.logs.bytes[EVIDENCE_LOG_FIRMWARE].size, strlen("firmware's"));
	assert_int_equal(world.logs.bytes[EVIDENCE_LOG_SYSTEMD].size, strlen("systemd's"));
	assert_string_equal(world.heard, "");
	assert_false(can_measure());
	collect_logs_release(&world.logs);
	assert_true(can_measure());
}

static void test_a_firmware_log_that_is_not_there_is_a_note(void **state)
{
	assert_int_equal(collect_logs_begin(&world.logs, &world.paths, &taker, NULL), 0);
	assert_non_null(strstr(world.heard, "the evidence goes without the log of firmware"));
	assert_null(strstr(world.heard, "systemd"));
	assert_null(world.logs.bytes[EVIDENCE_LOG_FIRMWARE].data);
}

static void test_a_log_that_systemd_marked_is_said_to_be_incomplete(void **state)
{
	tree_file(&world.tree, "firmware", "firmware's");
	tree_file(&world.tree, "systemd", "systemd's");
	assert_int_equal(chmod(world.systemd, 01644), 0);
	assert_int_equal(collect_logs_begin(&world.logs, &world.paths, &taker, NULL), 0);
	assert_non_null(strstr(world.heard, "incomplete: systemd marked it"));
}

static void test_a_log_of_ima_that_leads_nowhere_is_unanchored(void **state)
{
	const struct pcr_values pcrs = { .count = 0 };

	tree_file(&world.tree, "ima", "nonsense");
	assert_int_equal(collect_logs_ima(&world.logs, &world.paths, &pcrs, &taker, NULL), 0);
	assert_int_equal(world.logs.ima, COLLECT_IMA_UNANCHORED);
	assert_non_null(strstr(world.heard, "UNANCHORED"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_systemd_is_kept_from_measuring_until_the_quote, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_firmware_log_that_is_not_there_is_a_note,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_log_that_systemd_marked_is_said_to_be_incomplete, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_log_of_ima_that_leads_nowhere_is_unanchored, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
