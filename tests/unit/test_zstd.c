/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Zstandard: there and back, and what a hostile frame can do.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/sys/zstd.h"

#define LIMIT	65536

static struct buffer packed, unpacked;
static struct fault fault;

static int set_up(void **state)
{
	packed = BUFFER_INIT(2 * LIMIT);
	unpacked = BUFFER_INIT(LIMIT);
	fault = FAULT_NONE;
	return 0;
}

static int tear_down(void **state)
{
	buffer_deinit(&packed);
	buffer_deinit(&unpacked);
	return 0;
}

/* At its exact size, so that a sanitizer sees a read beyond it. */
static int unpack(const uint8_t *data, size_t size)
{
	uint8_t *copy = exact_copy(data, size);
	int r = zstd_decompress(copy, size, &unpacked, &fault);

	free(copy);
	return r;
}

static void bytes_come_back_as_they_went(void **state)
{
	static uint8_t data[LIMIT];
	static const size_t sizes[] = { 0, 1, 100, LIMIT };
	size_t i, j;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (j = 0; j < sizes[i]; j++)
			data[j] = (uint8_t)(j * j >> 3);
		assert_int_equal(zstd_compress(data, sizes[i], &packed, NULL), 0);
		assert_int_equal(unpack(packed.data, packed.size), 0);
		assert_int_equal(unpacked.size, sizes[i]);
		assert_true(!sizes[i] || !memcmp(unpacked.data, data, sizes[i]));
		tear_down(NULL);
		set_up(NULL);
	}
}

static void it_is_appended(void **state)
{
	assert_int_equal(buffer_append(&unpacked, "ab", 2), 0);
	assert_int_equal(zstd_compress("cd", 2, &packed, NULL), 0);
	assert_int_equal(unpack(packed.data, packed.size), 0);
	assert_int_equal(unpacked.size, 4);
	assert_memory_equal(unpacked.data, "abcd", 4);
}

static void a_frame_cut_anywhere_is_refused(void **state)
{
	static const uint8_t zeros[1000];
	size_t i;

	assert_int_equal(zstd_compress(zeros, sizeof(zeros), &packed, NULL), 0);
	for (i = 0; i < packed.size; i++) {
		assert_int_equal(unpack(packed.data, i), -EBADMSG);
		assert_int_equal(unpacked.size, 0);
	}
}

static void a_bomb_does_not_go_off(void **state)
{
	uint8_t *zeros = calloc(1, LIMIT + 1);

	assert_non_null(zeros);
	assert_int_equal(zstd_compress(zeros, LIMIT + 1, &packed, NULL), 0);
	assert_true(packed.size < 100);
	assert_int_equal(unpack(packed.data, packed.size), -E2BIG);
	assert_string_equal(fault.text, "it says that it holds 65537 bytes, of which no more than "
			    "65536 are taken");
	assert_null(unpacked.data);
	free(zeros);
}

static void a_frame_that_holds_more_than_it_says_is_refused(void **state)
{
	/* Magic, one segment and a size of one byte, which says 4; a block of 5 equal bytes. */
	uint8_t frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x20, 4, 0x2b, 0, 0, 'x' };

	assert_int_equal(unpack(frame, sizeof(frame)), -EBADMSG);
	assert_int_equal(unpacked.size, 0);
	frame[5] = 5;
	assert_int_equal(unpack(frame, sizeof(frame)), 0);
	assert_memory_equal(unpacked.data, "xxxxx", 5);
}

static void a_frame_that_keeps_its_size_to_itself_is_refused(void **state)
{
	/* The same with a window and no size. */
	static const uint8_t frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 0x2b, 0, 0, 'x' };

	assert_int_equal(unpack(frame, sizeof(frame)), -EBADMSG);
}

static void nothing_stands_behind_a_frame(void **state)
{
	assert_int_equal(zstd_compress("ab", 2, &packed, NULL), 0);
	assert_int_equal(buffer_append(&packed, "", 1), 0);
	assert_int_equal(unpack(packed.data, packed.size), -EBADMSG);
	packed.size--;
	assert_int_equal(zstd_compress("ab", 2, &packed, NULL), 0);
	assert_int_equal(unpack(packed.data, packed.size), -EBADMSG);
	assert_string_equal(fault.text, "it is not one frame of Zstandard that says its size");
}

static void what_would_not_fit_is_not_compressed(void **state)
{
	packed.limit = 8;
	assert_int_equal(zstd_compress("abcdefgh", 8, &packed, &fault), -E2BIG);
	assert_int_equal(packed.size, 0);
}

#define WITH_BUFFERS(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BUFFERS(bytes_come_back_as_they_went),
		WITH_BUFFERS(it_is_appended),
		WITH_BUFFERS(a_frame_cut_anywhere_is_refused),
		WITH_BUFFERS(a_bomb_does_not_go_off),
		WITH_BUFFERS(a_frame_that_holds_more_than_it_says_is_refused),
		WITH_BUFFERS(a_frame_that_keeps_its_size_to_itself_is_refused),
		WITH_BUFFERS(nothing_stands_behind_a_frame),
		WITH_BUFFERS(what_would_not_fit_is_not_compressed),
	};

	return cmocka_run_group_tests_name("zstd", tests, NULL, NULL);
}
