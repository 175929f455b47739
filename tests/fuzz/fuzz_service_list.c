/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a list of services: refused, or the very bytes that it encodes to.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/service_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT(SERVICE_LIST_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct service_list list;

	if (service_list_decode(data, size, &list, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(!service_list_encode(&list, &text));
	assert(text.size == size && (!size || !memcmp(text.data, data, size)));
	buffer_deinit(&text);
	return 0;
}
