/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Orders as packets.
 */
#include "lib/format/work_order.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"

int work_order_encode(const struct work_order *order, struct buffer *ret)
{
	const uint8_t head[] = { order->has_out, (uint8_t)order->inputs };
	const size_t size = ret->size;
	size_t i, length;
	int r;

	if (order->inputs > WORK_ORDER_INPUTS_MAX)
		return -E2BIG;
	r = buffer_append(ret, head, sizeof(head));
	for (i = 0; !r && i <= WORK_ORDER_ARGUMENTS_MAX && order->arguments[i]; i++) {
		length = strlen(order->arguments[i]);
		if (i == WORK_ORDER_ARGUMENTS_MAX || length > WORK_ORDER_ARGUMENT_MAX)
			r = -E2BIG;
		else
			r = buffer_append(ret, order->arguments[i], length + 1);
	}
	if (r < 0)
		ret->size = size;
	return r;
}

/* The next one, with its end in the packet; NULL: there is none. */
static const char *take_argument(struct cursor *cursor)
{
	const char *text = (const char *)cursor->data + cursor->position;
	const size_t left = cursor_left(cursor), length = strnlen(text, left);

	if (length == left || length > WORK_ORDER_ARGUMENT_MAX)
		return NULL;
	return (const char *)cursor_bytes(cursor, length + 1);
}

int work_order_decode(const void *packet, size_t size, struct work_order *ret,
		      struct fault *fault)
{
	struct work_order order = { .has_out = false };
	struct cursor cursor;
	uint8_t outs;
	size_t i;

	cursor_init(&cursor, packet, size);
	outs = cursor_u8(&cursor);
	order.has_out = outs;
	order.inputs = cursor_u8(&cursor);
	if (!cursor_ok(&cursor) || outs > 1 || order.inputs > WORK_ORDER_INPUTS_MAX)
		return fault_set(fault, -EBADMSG, "order: is none of svsmd's");
	for (i = 0; cursor_left(&cursor); i++) {
		if (i < WORK_ORDER_ARGUMENTS_MAX)
			order.arguments[i] = take_argument(&cursor);
		if (i == WORK_ORDER_ARGUMENTS_MAX || !order.arguments[i])
			return fault_set(fault, -EBADMSG, "order: its arguments are too long, too "
					 "many or cut");
	}
	*ret = order;
	return 0;
}
