/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The history of trust: what was appended is there, whatever cut the writing off.
 */
#include "tests/unit/tree.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/sys/trust_history.h"

#define KILLS	500

static struct tree tree;
static char path[512], old[520];

static int set_up(void **state)
{
	tree_init(&tree);
	tree_path(&tree, "state/history", path);
	(void)snprintf(old, sizeof(old), "%s.old", path);
	return 0;
}

static int tear_down(void **state)
{
	tree_deinit(&tree);
	return 0;
}

static struct trust_entry entry_of(const char *cause)
{
	struct trust_entry entry = {
		.time = 1790000000, .state = "consistent", .assurance = "self",
		.event = "self-good",
	};

	trust_entry_put_cause(&entry, cause);
	return entry;
}

static int append(struct trust_history *history, const char *cause)
{
	struct trust_entry entry = entry_of(cause);

	return trust_history_append(history, &entry, NULL);
}

struct seen {
	uint64_t first, last;
	size_t count;
	bool has_gap;
	char cause[TRUST_ENTRY_CAUSE_MAX + 1];
};

static int see(void *user, const struct trust_entry *entry)
{
	struct seen *seen = user;

	if (!seen->count)
		seen->first = entry->number;
	else
		seen->has_gap |= entry->number != seen->last + 1;
	seen->last = entry->number;
	seen->count++;
	strcpy(seen->cause, entry->cause);
	return 0;
}

static struct seen look(size_t *ret_skipped)
{
	struct seen seen = { .count = 0 };

	assert_int_equal(trust_history_each(path, see, &seen, ret_skipped, NULL), 0);
	return seen;
}

static off_t size_of(const char *file)
{
	struct stat status;

	return stat(file, &status) < 0 ? 0 : status.st_size;
}

static void test_what_was_appended_is_read_in_its_order(void **state)
{
	struct trust_history *history;
	struct seen seen;
	size_t skipped;

	assert_int_equal(look(&skipped).count, 0);
	assert_int_equal(trust_history_open(path, TRUST_HISTORY_SHARE, &history, NULL), 0);
	assert_null(trust_history_last(history));
	assert_int_equal(append(history, "one"), 0);
	assert_string_equal(trust_history_last(history)->cause, "one");
	assert_int_equal(append(history, "two"), 0);
	trust_history_close(history);
	assert_int_equal(trust_history_open(path, TRUST_HISTORY_SHARE, &history, NULL), 0);
	assert_int_equal(trust_history_count(history), 2);
	assert_string_equal(trust_history_last(history)->cause, "two");
	assert_int_equal(append(history, "three"), 0);
	assert_int_equal(trust_history_count(history), 3);
	trust_history_close(history);
	seen = look(&skipped);
	assert_int_equal(seen.count, 3);
	assert_int_equal(seen.first, 0);
	assert_false(seen.has_gap);
	assert_string_equal(seen.cause, "three");
	assert_int_equal(skipped, 0);
}

static void test_it_never_grows_beyond_two_shares_and_keeps_the_younger_half(void **state)
{
	struct trust_history *history;
	struct seen seen;
	int i;

	assert_int_equal(trust_history_open(path, 4096, &history, NULL), 0);
	for (i = 0; i < 200; i++) {
		assert_int_equal(append(history, "again"), 0);
		assert_true(size_of(path) <= 4096 && size_of(old) <= 4096);
	}
	trust_history_close(history);
	seen = look(NULL);
	assert_int_equal(seen.last, 199);
	assert_false(seen.has_gap);
	assert_true(seen.count >= 4096 / TRUST_ENTRY_SIZE_MAX);
	assert_true(seen.first > 0);
}

/* The last line cut at each of its bytes, as a power cut may leave it. */
static void test_a_last_line_torn_at_any_byte_costs_that_line_alone(void **state)
{
	struct trust_history *history;
	struct seen seen;
	off_t whole, full, size;

	assert_int_equal(trust_history_open(path, TRUST_HISTORY_SHARE, &history, NULL), 0);
	assert_int_equal(append(history, "kept"), 0);
	whole = size_of(path);
	assert_int_equal(append(history, "torn"), 0);
	full = size_of(path);
	trust_history_close(history);
	for (size = full - 1; size >= whole; size--) {
		size_t skipped;

		assert_int_equal(truncate(path, size), 0);
		seen = look(&skipped);
		assert_int_equal(seen.count, 1);
		assert_string_equal(seen.cause, "kept");
		assert_int_equal(skipped, size > whole);
		assert_int_equal(trust_history_open(path, TRUST_HISTORY_SHARE, &history, NULL), 0);
		assert_int_equal(trust_history_cut(history), size - whole);
		assert_int_equal(append(history, "torn"), 0);
		trust_history_close(history);
		seen = look(&skipped);
		assert_int_equal(seen.count, 2);
		assert_false(seen.has_gap);
		assert_int_equal(skipped, 0);
		assert_int_equal(size_of(path), full);
	}
}

static void test_a_line_that_is_none_is_passed_over_and_costs_no_other(void **state)
{
	struct trust_history *history;
	size_t skipped;
	int fd;

	assert_int_equal(trust_history_open(path, TRUST_HISTORY_SHARE, &history, NULL), 0);
	assert_int_equal(append(history, "one"), 0);
	fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_int_equal(write(fd, "{}\n", 3), 3);
	(void)close(fd);
	assert_int_equal(append(history, "two"), 0);
	trust_history_close(history);
	assert_int_equal(look(&skipped).count, 2);
	assert_int_equal(skipped, 1);
	assert_int_equal(trust_history_open(path, TRUST_HISTORY_SHARE, &history, NULL), 0);
	assert_int_equal(trust_history_cut(history), 0);
	trust_history_close(history);
}

static void test_a_link_in_its_place_is_not_followed(void **state)
{
	struct trust_history *history = NULL;
	struct fault fault = FAULT_NONE;

	tree_file(&tree, "elsewhere", "precious");
	tree_link(&tree, "state/history", "../elsewhere");
	assert_int_equal(trust_history_open(path, TRUST_HISTORY_SHARE, &history, &fault), -ELOOP);
	assert_non_null(strstr(fault.text, path));
	assert_null(history);
}

/* Appends until it is killed. */
static void append_for_ever(int ready)
{
	struct trust_history *history;
	uint8_t byte = 0;

	if (trust_history_open(path, 8192, &history, NULL) < 0)
		_exit(1);
	(void)!write(ready, &byte, 1);
	for (;;)
		if (append(history, "again and again") < 0)
			_exit(1);
}

static void test_five_hundred_writers_that_are_killed_leave_no_gap(void **state)
{
	uint64_t last = 0;
	int i;

	for (i = 0; i < KILLS; i++) {
		const struct timespec pause = { .tv_nsec = rand() % 2000 * 1000 };
		struct trust_history *history;
		struct seen seen;
		int status, ends[2];
		uint8_t byte;
		pid_t child;

		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		child = fork();
		assert_true(child >= 0);
		if (!child)
			append_for_ever(ends[1]);
		(void)close(ends[1]);
		assert_int_equal(read(ends[0], &byte, 1), 1);
		(void)close(ends[0]);
		(void)nanosleep(&pause, NULL);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(trust_history_open(path, 8192, &history, NULL), 0);
		trust_history_close(history);
		seen = look(NULL);
		assert_false(seen.has_gap);
		assert_true(seen.last >= last);
		last = seen.last;
	}
	assert_true(last > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_was_appended_is_read_in_its_order,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_it_never_grows_beyond_two_shares_and_keeps_the_younger_half, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_last_line_torn_at_any_byte_costs_that_line_alone, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_line_that_is_none_is_passed_over_and_costs_no_other, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_a_link_in_its_place_is_not_followed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			test_five_hundred_writers_that_are_killed_leave_no_gap, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
