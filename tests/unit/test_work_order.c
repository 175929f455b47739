/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Orders: what they say comes back, within limits, and nothing else is one.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/work_order.h"

static const struct work_order orders[] = {
	{ .inputs = 0 },
	{ .has_out = true, .arguments = { "services" } },
	{ .arguments = { "appraise", "", "/etc/svsm/ark.pem", "" } },
	{ .has_out = true, .inputs = WORK_ORDER_INPUTS_MAX, .arguments = { "verify", "00", "x" } },
	{ .arguments = { "1", "2", "3", "4", "5", "6", "7", "8" } },
};

#define ORDERS	(sizeof(orders) / sizeof(orders[0]))

static void test_an_order_comes_back_whole(void **state)
{
	size_t i, j;

	for (i = 0; i < ORDERS; i++) {
		struct buffer packet = BUFFER_INIT(WORK_ORDER_SIZE_MAX);
		struct work_order read;

		assert_int_equal(work_order_encode(&orders[i], &packet), 0);
		assert_int_equal(work_order_decode(packet.data, packet.size, &read, NULL), 0);
		assert_int_equal(read.has_out, orders[i].has_out);
		assert_int_equal(read.inputs, orders[i].inputs);
		for (j = 0; orders[i].arguments[j]; j++)
			assert_string_equal(read.arguments[j], orders[i].arguments[j]);
		assert_null(read.arguments[j]);
		buffer_deinit(&packet);
	}
}

/* But where an argument ends, which another would have followed. */
static void test_every_cut_is_refused(void **state)
{
	struct buffer packet = BUFFER_INIT(WORK_ORDER_SIZE_MAX);
	struct work_order read = { .inputs = 3 };
	struct fault fault = FAULT_NONE;
	size_t size;

	assert_int_equal(work_order_encode(&orders[1], &packet), 0);
	for (size = 0; size < packet.size; size++) {
		uint8_t *copy = exact_copy(packet.data, size);

		if (size != 2)
			assert_int_equal(work_order_decode(copy, size, &read, &fault), -EBADMSG);
		free(copy);
	}
	assert_int_equal(read.inputs, 3);
	assert_true(fault.text[0]);
	buffer_deinit(&packet);
}

static void test_what_is_beyond_the_limits_is_not_written(void **state)
{
	char longest[WORK_ORDER_ARGUMENT_MAX + 2];
	struct work_order order = { .arguments = { longest } };
	struct buffer packet = BUFFER_INIT(WORK_ORDER_SIZE_MAX);
	struct work_order read;
	size_t i;

	memset(longest, 'a', sizeof(longest));
	longest[WORK_ORDER_ARGUMENT_MAX + 1] = '\0';
	assert_int_equal(work_order_encode(&order, &packet), -E2BIG);
	longest[WORK_ORDER_ARGUMENT_MAX] = '\0';
	order.inputs = WORK_ORDER_INPUTS_MAX + 1;
	assert_int_equal(work_order_encode(&order, &packet), -E2BIG);
	order.inputs = 0;
	for (i = 0; i < WORK_ORDER_ARGUMENTS_MAX; i++)
		order.arguments[i] = longest;
	assert_int_equal(packet.size, 0);
	assert_int_equal(work_order_encode(&order, &packet), 0);
	assert_int_equal(packet.size, WORK_ORDER_SIZE_MAX);
	assert_int_equal(work_order_decode(packet.data, packet.size, &read, NULL), 0);
	buffer_deinit(&packet);
	order.arguments[WORK_ORDER_ARGUMENTS_MAX] = "one too many";
	assert_int_equal(work_order_encode(&order, &packet), -E2BIG);
	buffer_deinit(&packet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_order_comes_back_whole),
		cmocka_unit_test(test_every_cut_is_refused),
		cmocka_unit_test(test_what_is_beyond_the_limits_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
