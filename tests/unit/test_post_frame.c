/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packets between svsmd and its poster: each kind with what it has, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/post_frame.h"

static const uint8_t challenge[16] = { 7 };

static const struct post_frame frames[] = {
	{ .kind = POST_FRAME_ASK },
	{ .kind = POST_FRAME_SHOW, .session = "Abc-0_9" },
	{ .kind = POST_FRAME_ANSWER, .session = "s" },
	{ .kind = POST_FRAME_CHALLENGE, .seconds = 600, .session = "s", .body = challenge,
	  .size = sizeof(challenge) },
	{ .kind = POST_FRAME_CREDENTIAL, .body = "{}", .size = 2 },
	{ .kind = POST_FRAME_VERDICT, .body = "{}", .size = 2 },
	{ .kind = POST_FRAME_REFUSED, .body = "no", .size = 2 },
	{ .kind = POST_FRAME_WAIT, .seconds = 60, .body = "no", .size = 2 },
	{ .kind = POST_FRAME_WAIT, .body = "no", .size = 2 },
	{ .kind = POST_FRAME_UNREACHABLE, .body = "no", .size = 2 },
};

#define FRAMES	(sizeof(frames) / sizeof(frames[0]))

static void test_every_kind_comes_back_whole(void **state)
{
	size_t i;

	for (i = 0; i < FRAMES; i++) {
		struct buffer packet = BUFFER_INIT(POST_FRAME_SIZE_MAX);
		struct post_frame read;

		assert_int_equal(post_frame_encode(&frames[i], &packet), 0);
		assert_int_equal(post_frame_decode(packet.data, packet.size, &read, NULL), 0);
		assert_int_equal(read.kind, frames[i].kind);
		assert_int_equal(read.seconds, frames[i].seconds);
		assert_string_equal(read.session, frames[i].session);
		assert_int_equal(read.size, frames[i].size);
		if (read.size)
			assert_memory_equal(read.body, frames[i].body, read.size);
		buffer_deinit(&packet);
	}
}

static void test_every_cut_of_every_kind_is_refused(void **state)
{
	size_t i, size;

	for (i = 0; i < FRAMES; i++) {
		struct buffer packet = BUFFER_INIT(POST_FRAME_SIZE_MAX);
		struct post_frame read = { .seconds = 7 };
		struct fault fault = FAULT_NONE;

		assert_int_equal(post_frame_encode(&frames[i], &packet), 0);
		for (size = 0; size < packet.size; size++) {
			uint8_t *copy = exact_copy(packet.data, size);

			assert_int_equal(post_frame_decode(copy, size, &read, &fault), -EBADMSG);
			free(copy);
		}
		assert_int_equal(read.seconds, 7);
		assert_true(fault.text[0]);
		buffer_deinit(&packet);
	}
}

static void test_what_does_not_belong_to_a_kind_is_not_written(void **state)
{
	static const struct post_frame wrong[] = {
		{ .kind = 0 },
		{ .kind = _POST_FRAME_MAX, .body = "x", .size = 1 },
		{ .kind = POST_FRAME_ASK, .session = "s" },
		{ .kind = POST_FRAME_ASK, .seconds = 1 },
		{ .kind = POST_FRAME_ASK, .body = "x", .size = 1 },
		{ .kind = POST_FRAME_SHOW },
		{ .kind = POST_FRAME_SHOW, .session = "a/b" },
		{ .kind = POST_FRAME_SHOW, .session = "s", .body = "x", .size = 1 },
		{ .kind = POST_FRAME_CHALLENGE, .session = "s", .body = challenge,
		  .size = sizeof(challenge) },
		{ .kind = POST_FRAME_CHALLENGE, .seconds = 1, .session = "s", .body = challenge,
		  .size = 15 },
		{ .kind = POST_FRAME_VERDICT },
		{ .kind = POST_FRAME_REFUSED, .seconds = 1, .body = "x", .size = 1 },
		{ .kind = POST_FRAME_WAIT, .seconds = POST_FRAME_SECONDS_MAX + 1, .body = "x",
		  .size = 1 },
	};
	struct buffer packet = BUFFER_INIT(POST_FRAME_SIZE_MAX);
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (post_frame_encode(&wrong[i], &packet) != -EINVAL)
			fail_msg("frame %zu was written", i);
	assert_int_equal(packet.size, 0);
	buffer_deinit(&packet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind_comes_back_whole),
		cmocka_unit_test(test_every_cut_of_every_kind_is_refused),
		cmocka_unit_test(test_what_does_not_belong_to_a_kind_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
