/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The story of a boot, and its JSON: what events say, what their digests prove, and what
 * follows for the whole; PCRs that are not asked for are left out.
 */
#include <json-c/json.h>

#include "tests/unit/log_builder.h"

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/policy/hasher.h"
#include "lib/show/json.h"
#include "lib/show/log_json.h"
#include "lib/show/log_set.h"
#include "lib/show/log_story.h"

void json_out_of_memory(void)
{
	abort();
}

/* An event whose SHA-256 is that of @hashed. */
static void put_measured(struct bytes *log, uint32_t pcr, uint32_t type, const char *hashed,
			 const void *data, uint32_t size)
{
	uint8_t digest[HASHER_SHA256_SIZE];

	hasher_sha256(hashed, strlen(hashed), digest);
	put_le(log, pcr, 4);
	put_le(log, type, 4);
	put_le(log, 2, 4);
	put_le(log, HASH_SHA1, 2);
	put_fill(log, 1, 20);
	put_le(log, HASH_SHA256, 2);
	put(log, digest, sizeof(digest));
	put_le(log, size, 4);
	put(log, data, size);
}

static void make_story(uint32_t pcrs, struct log_set *set, struct log_story *story)
{
	struct buffer bytes = BUFFER_INIT(1u << 20);
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_agile_event(&log, 4, EV_EFI_ACTION, 3, "something else", 14);
	put_measured(&log, 11, EV_IPL, "root=/dev/vda", ".\0c\0m\0d\0l\0i\0n\0e\0\0\0", 18);
	assert_int_equal(buffer_append(&bytes, log.data, log.size), 0);
	*set = (struct log_set){ .count = 0 };
	*story = (struct log_story){ .count = 0 };
	assert_int_equal(log_set_take(set, "log", &bytes, NULL), 0);
	assert_int_equal(log_story_read(story, set, pcrs, NULL), 0);
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	assert_true(json_object_object_get_ex(object, key, &value));
	return value;
}

static void test_the_story_has_every_event_and_what_it_proves(void **state)
{
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct json_object *events, *event;
	struct log_story story;
	struct log_set set;

	make_story(LOG_STORY_ALL_PCRS, &set, &story);
	assert_int_equal(story.count, 3);
	assert_int_equal(story.contradicted, 1);
	object = log_story_json(&story);
	events = member(object, "events");
	assert_int_equal(json_object_array_length(events), 3);
	event = json_object_array_get_idx(events, 1);
	assert_string_equal(json_object_get_string(member(event, "type")), "EV_EFI_ACTION");
	assert_string_equal(json_object_get_string(member(event, "proof")), "contradicted");
	assert_string_equal(json_object_get_string(member(event, "bank")), "sha256");
	assert_int_equal(json_object_get_int(member(event, "pcr")), 4);
	assert_null(member(event, "nv_index"));
	assert_null(member(object, "secure_boot"));
	assert_int_equal(json_object_get_int(member(object, "contradicted")), 1);
	log_story_deinit(&story);
	log_set_deinit(&set);
}

static void test_other_pcrs_are_left_out(void **state)
{
	struct log_story story;
	struct log_set set;

	make_story(1u << 4, &set, &story);
	assert_int_equal(story.count, 1);
	assert_int_equal(story.events[0].pcr, 4);
	assert_int_equal(story.events[0].number, 1);
	log_story_deinit(&story);
	log_set_deinit(&set);
}

static void test_a_command_line_is_put_where_its_digest_is_and_no_other(void **state)
{
	struct log_story story;
	struct log_set set;

	make_story(1u << 11, &set, &story);
	assert_int_equal(story.count, 1);
	assert_int_equal(log_story_know_command_line(&story, "root=/dev/vdb"), 0);
	assert_int_not_equal(story.events[0].consistency, CONSISTENCY_PROVEN);
	assert_int_equal(log_story_know_command_line(&story, "root=/dev/vda"), 0);
	assert_int_equal(story.events[0].consistency, CONSISTENCY_PROVEN);
	assert_string_equal(story.events[0].line, "kernel command line: root=/dev/vda");
	log_story_deinit(&story);
	log_set_deinit(&set);
}

static void test_types_without_a_name_are_numbers(void **state)
{
	const struct story_event event = { .type = 0x7777 };
	const struct story_event systemd = { .content = EVENTLOG_CONTENT_SYSTEMD };
	char space[LOG_STORY_TYPE_SIZE];

	assert_string_equal(log_story_type_name(&event, space), "0x00007777");
	assert_string_equal(log_story_type_name(&systemd, space), "systemd");
}

static void test_banks_without_a_name_are_numbers(void **state)
{
	char space[BANK_NAME_SIZE];

	assert_string_equal(log_json_bank_name(HASH_SHA256, space), "sha256");
	assert_string_equal(log_json_bank_name(0x7777, space), "0x7777");
}

static void test_the_set_and_what_it_replays_to_are_told(void **state)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	struct log_story story;
	struct log_set set;

	make_story(LOG_STORY_ALL_PCRS, &set, &story);
	assert_int_equal(log_set_replay(&set, &replay, NULL), 0);
	log_json_add_set(object, &set);
	log_json_add_replay(object, replay);
	assert_string_equal(json_object_get_string(member(object, "format")), "tcg");
	assert_int_equal(json_object_get_int(member(object, "events")), 3);
	assert_true(json_object_get_boolean(member(object, "complete")));
	assert_true(json_object_object_get_ex(member(member(object, "banks"), "sha256"), "11",
					      NULL));
	assert_false(json_object_object_get_ex(member(member(object, "banks"), "sha256"), "7",
					       NULL));
	log_story_deinit(&story);
	log_set_deinit(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_story_has_every_event_and_what_it_proves),
		cmocka_unit_test(test_other_pcrs_are_left_out),
		cmocka_unit_test(test_a_command_line_is_put_where_its_digest_is_and_no_other),
		cmocka_unit_test(test_types_without_a_name_are_numbers),
		cmocka_unit_test(test_banks_without_a_name_are_numbers),
		cmocka_unit_test(test_the_set_and_what_it_replays_to_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
