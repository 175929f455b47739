/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a verdict: refused, or the very bytes that it encodes to.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/verdict_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT(VERDICT_RECORD_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct verdict_record record;

	if (verdict_record_decode(data, size, &record, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(!verdict_record_encode(&record, &text));
	assert(text.size == size && !memcmp(text.data, data, size));
	buffer_deinit(&text);
	return 0;
}
