/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as an evidence bundle: refused, or the very bytes that encoding what was
 * decoded yields.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/evidence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct evidence *evidence;

	if (evidence_decode(data, size, &evidence, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(!evidence_encode(evidence, &text, NULL));
	assert(!evidence_seal(&text, evidence->seal.data, evidence->seal.size));
	assert(text.size == size && !memcmp(text.data, data, size));
	evidence_free(evidence);
	buffer_deinit(&text);
	return 0;
}
