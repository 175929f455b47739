/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a line of the history of trust: refused, or the very bytes that it encodes to.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/trust_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct trust_entry entry;

	if (trust_entry_decode(data, size, &entry, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(!trust_entry_encode(&entry, &text));
	assert(text.size == size && !memcmp(text.data, data, size));
	buffer_deinit(&text);
	return 0;
}
