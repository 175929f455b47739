/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One look for a burst, few for a flood, and one behind the last notice.
 */
#include "tests/unit/unit.h"

#include "lib/policy/notice_pace.h"

static void the_first_notice_is_followed_at_once(void **state)
{
	struct notice_pace pace = { .has_looked = false };

	assert_int_equal(notice_pace_due(&pace, 0), NOTICE_PACE_GATHER_MS);
	assert_int_equal(notice_pace_due(&pace, 5000), 5000 + NOTICE_PACE_GATHER_MS);
}

static void so_is_one_after_quiet(void **state)
{
	struct notice_pace pace = { .has_looked = false };

	(void)notice_pace_due(&pace, 5000);
	notice_pace_look(&pace, 5150);
	assert_int_equal(notice_pace_due(&pace, 6150), 6300);
	notice_pace_look(&pace, 6300);
	assert_int_equal(notice_pace_due(&pace, 7300), 7450);
}

static void the_next_look_is_a_second_away(void **state)
{
	struct notice_pace pace = { .has_looked = false };

	(void)notice_pace_due(&pace, 5000);
	notice_pace_look(&pace, 5150);
	assert_int_equal(notice_pace_due(&pace, 5151), 6150);
	assert_int_equal(notice_pace_due(&pace, 5999), 6150);
	assert_int_equal(notice_pace_due(&pace, 6000), 6150);
	assert_int_equal(notice_pace_due(&pace, 6001), 6151);
}

/* Each look is made a little late, as timers are. */
static void a_flood_has_fewer_and_fewer(void **state)
{
	static const uint64_t distances[] = { 1000, 2000, 4000, 4000, 4000 };
	struct notice_pace pace = { .has_looked = false };
	uint64_t looked = notice_pace_due(&pace, 100) + 99;
	size_t i;

	notice_pace_look(&pace, looked);
	for (i = 0; i < sizeof(distances) / sizeof(distances[0]); i++) {
		assert_int_equal(notice_pace_due(&pace, looked + 1), looked + distances[i]);
		looked += distances[i] + 99;
		notice_pace_look(&pace, looked);
	}
	/* And quiet makes it quick. */
	assert_int_equal(notice_pace_due(&pace, looked + 4000), looked + 4150);
	notice_pace_look(&pace, looked + 4150);
	assert_int_equal(notice_pace_due(&pace, looked + 4151), looked + 5150);
}

/* What is told within 5 s leaves a second for the look itself. */
static void no_notice_waits_longer_than_the_longest_distance(void **state)
{
	struct notice_pace pace = { .has_looked = false };
	uint64_t now = 0, due;
	unsigned int step = 1;

	while (now < 1000000) {
		due = notice_pace_due(&pace, now);
		assert_true(due > now && due <= now + 4000);
		step = step * 1103515245 + 12345;
		now = due + step % 100;
		notice_pace_look(&pace, now);
		now += (step >> 8) % 3000;
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_notice_is_followed_at_once),
		cmocka_unit_test(so_is_one_after_quiet),
		cmocka_unit_test(the_next_look_is_a_second_away),
		cmocka_unit_test(a_flood_has_fewer_and_fewer),
		cmocka_unit_test(no_notice_waits_longer_than_the_longest_distance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
