/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparing boots: what is the same is set aside, what is about the same subject is one
 * change, and each side is told with its digest.
 */
#include "tests/unit/log_builder.h"

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/show/json.h"
#include "lib/show/log_diff.h"
#include "lib/show/log_set.h"
#include "lib/show/log_story.h"

void json_out_of_memory(void)
{
	abort();
}

struct boot {
	struct log_set set;
	struct log_story story;
};

struct measured {
	uint32_t pcr;
	uint8_t digest;
	const char *text;	/* NULL: the end */
};

static void boot_init(struct boot *boot, const struct measured *events)
{
	struct buffer bytes = BUFFER_INIT(1u << 20);
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	for (; events->text; events++)
		put_agile_event(&log, events->pcr, EV_EFI_ACTION, events->digest, events->text,
				(uint32_t)strlen(events->text));
	assert_int_equal(buffer_append(&bytes, log.data, log.size), 0);
	*boot = (struct boot){ .set = { .count = 0 } };
	assert_int_equal(log_set_take(&boot->set, "log", &bytes, NULL), 0);
	assert_int_equal(log_story_read(&boot->story, &boot->set, 0xffffff, NULL), 0);
}

static void boot_deinit(struct boot *boot)
{
	log_story_deinit(&boot->story);
	log_set_deinit(&boot->set);
}

static void compare(const struct measured *first, const struct measured *second,
		    struct boot boots[2], struct log_diff *diff)
{
	boot_init(&boots[0], first);
	boot_init(&boots[1], second);
	*diff = (struct log_diff){ .count = 0 };
	assert_int_equal(log_diff_run(&boots[0].story, &boots[1].story, diff, NULL), 0);
}

static void forget(struct boot boots[2], struct log_diff *diff)
{
	log_diff_deinit(diff);
	boot_deinit(&boots[0]);
	boot_deinit(&boots[1]);
}

static void the_same_boot_has_no_changes(void **state)
{
	static const struct measured events[] = {
		{ 4, 1, "one" }, { 5, 2, "two" }, { 4, 3, "three" }, { 0, 0, NULL },
	};
	struct boot boots[2];
	struct log_diff diff;

	compare(events, events, boots, &diff);
	assert_int_equal(diff.count, 0);
	forget(boots, &diff);
}

static void the_order_of_registers_is_none_of_the_boots(void **state)
{
	static const struct measured first[] = {
		{ 4, 1, "one" }, { 5, 2, "two" }, { 0, 0, NULL },
	};
	static const struct measured second[] = {
		{ 5, 2, "two" }, { 4, 1, "one" }, { 0, 0, NULL },
	};
	struct boot boots[2];
	struct log_diff diff;

	compare(first, second, boots, &diff);
	assert_int_equal(diff.count, 0);
	forget(boots, &diff);
}

static void what_is_new_has_one_side(void **state)
{
	static const struct measured first[] = {
		{ 4, 1, "one" }, { 4, 3, "three" }, { 0, 0, NULL },
	};
	static const struct measured second[] = {
		{ 4, 1, "one" }, { 4, 2, "two" }, { 4, 3, "three" }, { 0, 0, NULL },
	};
	_cleanup_(json_cleanup) struct json_object *told = NULL;
	struct boot boots[2];
	struct log_diff diff;

	compare(first, second, boots, &diff);
	assert_int_equal(diff.count, 1);
	assert_null(diff.changes[0].before);
	told = log_diff_change_json(&diff.changes[0]);
	assert_non_null(strstr(json_line(told), "{\"pcr\":4,\"nv_index\":null,\"subject\":\""));
	assert_non_null(strstr(json_line(told), "\"before\":null,\"after\":{\"log\":0,"));
	forget(boots, &diff);
	compare(second, first, boots, &diff);
	assert_int_equal(diff.count, 1);
	assert_null(diff.changes[0].after);
	forget(boots, &diff);
}

static void what_is_another_has_both_sides_with_digests_that_differ(void **state)
{
	static const struct measured first[] = { { 4, 1, "one" }, { 0, 0, NULL } };
	static const struct measured second[] = { { 4, 2, "one" }, { 0, 0, NULL } };
	struct boot boots[2];
	struct log_diff diff;

	compare(first, second, boots, &diff);
	assert_int_equal(diff.count, 1);
	assert_non_null(diff.changes[0].before);
	assert_non_null(diff.changes[0].after);
	assert_int_equal(diff.changes[0].digest_before->value[0], 1);
	assert_int_equal(diff.changes[0].digest_after->value[0], 2);
	forget(boots, &diff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_boot_has_no_changes),
		cmocka_unit_test(the_order_of_registers_is_none_of_the_boots),
		cmocka_unit_test(what_is_new_has_one_side),
		cmocka_unit_test(what_is_another_has_both_sides_with_digests_that_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
