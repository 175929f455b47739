/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a packet of svsmd's or its poster's: refused, or the very bytes that it
 * encodes to.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/post_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer packet = BUFFER_INIT(POST_FRAME_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct post_frame frame;

	if (post_frame_decode(data, size, &frame, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(!post_frame_encode(&frame, &packet));
	assert(packet.size == size && !memcmp(packet.data, data, size));
	buffer_deinit(&packet);
	return 0;
}
