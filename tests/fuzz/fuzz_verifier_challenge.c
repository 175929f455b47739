/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a verifier's challenge: refused, or the very bytes that it encodes to.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/verifier_challenge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT(VERIFIER_CHALLENGE_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct verifier_challenge challenge;

	if (verifier_challenge_decode(data, size, &challenge, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(!verifier_challenge_encode(&challenge, &text));
	assert(text.size == size && !memcmp(text.data, data, size));
	buffer_deinit(&text);
	return 0;
}
