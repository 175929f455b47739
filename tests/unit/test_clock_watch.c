/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sleep and jumps, from three clocks.
 */
#include "tests/unit/unit.h"

#include "lib/policy/clock_watch.h"

#define DAY	86400000

static struct clock_times now;
static struct clock_watch watch;
static struct clock_finding found;

static int set_up(void **state)
{
	now = (struct clock_times){ .real = 1800000000000, .boot = 50000, .monotonic = 40000 };
	clock_watch_begin(&watch, &now);
	return 0;
}

/* Time that passes as usual. */
static void pass(int64_t ms)
{
	now.real += ms;
	now.boot += ms;
	now.monotonic += ms;
}

static void time_that_passes_is_nothing(void **state)
{
	pass(100 * (int64_t)DAY);
	assert_false(clock_watch_look(&watch, &now, 5000, &found));
	now.real += 4999;
	assert_false(clock_watch_look(&watch, &now, 5000, &found));
}

static void sleep_is_told_once_and_is_no_jump(void **state)
{
	pass(1000);
	now.real += DAY;
	now.boot += DAY;
	assert_true(clock_watch_look(&watch, &now, 5000, &found));
	assert_int_equal(found.slept_ms, DAY);
	assert_int_equal(found.jumped_ms, 0);
	pass(1000);
	assert_false(clock_watch_look(&watch, &now, 5000, &found));
	now.boot += 2000;
	now.real += 2000;
	assert_true(clock_watch_look(&watch, &now, 5000, &found));
	assert_int_equal(found.slept_ms, 2000);
}

static void a_process_that_waits_between_two_clocks_has_not_slept(void **state)
{
	now.boot += 999;
	now.real += 999;
	assert_false(clock_watch_look(&watch, &now, 5000, &found));
}

static void the_wall_clock_jumps_forward_and_back(void **state)
{
	pass(7000);
	now.real += 5000;
	assert_true(clock_watch_look(&watch, &now, 5000, &found));
	assert_int_equal(found.jumped_ms, 5000);
	assert_int_equal(found.slept_ms, 0);
	assert_false(clock_watch_look(&watch, &now, 5000, &found));
	pass(7000);
	now.real -= DAY;
	assert_true(clock_watch_look(&watch, &now, 5000, &found));
	assert_int_equal(found.jumped_ms, -DAY);
	assert_false(clock_watch_look(&watch, &now, 5000, &found));
}

static void small_steps_add_up(void **state)
{
	pass(1000);
	now.real += 3000;
	assert_false(clock_watch_look(&watch, &now, 5000, &found));
	pass(1000);
	now.real += 3000;
	assert_true(clock_watch_look(&watch, &now, 5000, &found));
	assert_int_equal(found.jumped_ms, 6000);
}

static void both_at_once_are_told_apart(void **state)
{
	now.boot += 10000;
	now.real += 10000 - DAY;
	assert_true(clock_watch_look(&watch, &now, 5000, &found));
	assert_int_equal(found.slept_ms, 10000);
	assert_int_equal(found.jumped_ms, -DAY);
	assert_false(clock_watch_look(&watch, &now, 5000, &found));
}

static void jumps_may_be_of_no_interest(void **state)
{
	now.real += DAY;
	assert_false(clock_watch_look(&watch, &now, 0, &found));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(time_that_passes_is_nothing, set_up),
		cmocka_unit_test_setup(sleep_is_told_once_and_is_no_jump, set_up),
		cmocka_unit_test_setup(a_process_that_waits_between_two_clocks_has_not_slept,
				       set_up),
		cmocka_unit_test_setup(the_wall_clock_jumps_forward_and_back, set_up),
		cmocka_unit_test_setup(small_steps_add_up, set_up),
		cmocka_unit_test_setup(both_at_once_are_told_apart, set_up),
		cmocka_unit_test_setup(jumps_may_be_of_no_interest, set_up),
	};

	return cmocka_run_group_tests_name("clock_watch", tests, NULL, NULL);
}
