/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Trying tokens where no TPM answers: which are tried, which are asked a PIN for, and what is
 * said of each.
 */
#include "tests/unit/disk_volume.h"

#include "lib/disks/disk_test.h"

static struct disk_volume volume;
static int questions;

static int set_up(void **state)
{
	questions = 0;
	disk_volume_init(&volume);
	disk_volume_add_token(&volume, 1, "tests/data/svsm_token/literal.bin");
	disk_volume_add_token(&volume, 2, "tests/data/token_head/no-keyslots.bin");
	disk_volume_add_token(&volume, 4, "tests/data/svsm_token/either-and-pin.bin");
	return 0;
}

static int tear_down(void **state)
{
	disk_volume_deinit(&volume);
	return 0;
}

static int refuse(const void *user, struct secret *ret, struct fault *fault)
{
	questions++;
	return fault_set(fault, -ENOANO, "nobody knows the PIN of '%s'", (const char *)user);
}

static struct json_object *try(int token)
{
	return disk_test_json(&(struct disk_test){
			.places = &volume.places,
			.luks = volume.luks,
			.token = token,
			.ask_pin = refuse,
			.user = "a test",
		});
}

static void each_token_of_ours_is_tried_and_no_other(void **state)
{
	_cleanup_(json_cleanup) struct json_object *told = try(LUKS_ANY);

	assert_says(told, "\"opens\":false,\"tokens\":[{\"token\":1,\"opens\":false,\"reason\":\"");
	assert_says(told, "},{\"token\":4,\"opens\":false,\"reason\":\"nobody knows the PIN of "
		    "'a test'\"}]");
	assert_int_equal(questions, 1);
}

static void one_that_is_named_is_tried_alone(void **state)
{
	_cleanup_(json_cleanup) struct json_object *told = try(4);

	assert_says(told, "\"tokens\":[{\"token\":4,");
}

static void where_none_is_of_ours_none_opens(void **state)
{
	_cleanup_(json_cleanup) struct json_object *told = try(2);

	assert_says(told, "\"opens\":false,\"tokens\":[]");
	assert_int_equal(questions, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_token_of_ours_is_tried_and_no_other, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(one_that_is_named_is_tried_alone, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(where_none_is_of_ours_none_opens, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
