/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a uevent: refused with a reason, or made of texts that end within it.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/uevent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct uevent event;
	const char *value;

	if (uevent_parse(data, size, &event, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(event.size <= size && (const uint8_t *)event.data + event.size == data + size);
	value = uevent_value(&event, "NEW_VMGENID");
	assert(!value || value + strlen(value) < event.data + event.size);
	return 0;
}
