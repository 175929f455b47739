/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was noted of attempts, as JSON; that there is none; that it is damaged.
 */
#include "tests/unit/disk_volume.h"

#include "lib/disks/disk_explain.h"
#include "lib/format/unlock_record.h"
#include "lib/unlock/unlock_note.h"

static struct disk_volume volume;

static int set_up(void **state)
{
	disk_volume_init(&volume);
	return 0;
}

static int tear_down(void **state)
{
	disk_volume_deinit(&volume);
	return 0;
}

static void an_attempt_is_told_with_its_branches_and_why_no_event_can_be(void **state)
{
	const struct unlock_attempt attempt = {
		.has_token = true,
		.token = 1,
		.result = UNLOCK_FAILED,
		.reason = "PCR 7 is another",
		.branch_count = 1,
		.branches = { { .bank = 0xb, .pcrs = 1 << 7 | 1 << 12,
				.standing = "pcrs-differ" } },
	};
	_cleanup_(json_cleanup) struct json_object *told = NULL;

	disk_volume_add_token(&volume, 1, "tests/data/svsm_token/literal.bin");
	assert_int_equal(unlock_note_write(volume.attempts, luks_uuid(volume.luks), &attempt, NULL),
			 0);
	assert_int_equal(disk_explain_json(&volume.places, volume.luks, &told, NULL), 0);
	assert_says(told, "\"attempts\":[{\"token\":1,\"road\":\"");
	assert_says(told, "\"result\":\"failed\"");
	assert_says(told, "\"branches\":[{\"bank\":\"sha256\",\"pcrs\":[7,12],"
		    "\"standing\":\"pcrs-differ\"}]");
	assert_says(told, "\"untold\":\"");
	assert_says(told, "/enrolled/00112233445566778899aabbccddeeff.log.zst: there is no such "
		    "file");
}

static void where_nobody_has_tried_there_is_nothing(void **state)
{
	struct fault fault = FAULT_NONE;
	struct json_object *told = NULL;

	assert_int_equal(disk_explain_json(&volume.places, volume.luks, &told, &fault), -ENOENT);
	assert_null(told);
	assert_non_null(strstr(fault.text, luks_uuid(volume.luks)));
}

static void a_note_that_is_damaged_is_refused(void **state)
{
	char path[128];
	struct fault fault = FAULT_NONE;
	struct json_object *told = NULL;

	(void)snprintf(path, sizeof(path), "attempts/%s", luks_uuid(volume.luks));
	tree_file(&volume.tree, path, "{");
	assert_int_equal(disk_explain_json(&volume.places, volume.luks, &told, &fault), -EBADMSG);
	assert_null(told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_attempt_is_told_with_its_branches_and_why_no_event_can_be, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(where_nobody_has_tried_there_is_nothing, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_note_that_is_damaged_is_refused, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
