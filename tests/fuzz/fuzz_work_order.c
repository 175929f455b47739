/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as an order of svsmd's: refused, or the very bytes that it encodes to.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/work_order.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer packet = BUFFER_INIT(WORK_ORDER_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct work_order order;

	if (work_order_decode(data, size, &order, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(!work_order_encode(&order, &packet));
	assert(packet.size == size && !memcmp(packet.data, data, size));
	buffer_deinit(&packet);
	return 0;
}
