/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a token: refused with a reason, or one that is within its limits, and is
 * the same when it was written and read again.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/svsm_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer out = BUFFER_INIT(4 * SVSM_TOKEN_SIZE_MAX);
	struct svsm_token token, again;
	struct fault fault = FAULT_NONE;

	memset(&again, 0, sizeof(again));
	if (svsm_token_decode((const char *)data, size, &token, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(token.policy.count && token.policy.count <= SEALED_POLICY_BRANCHES_MAX);
	assert(token.srk_size <= sizeof(token.srk));
	/* A short text may need more than it had: "pcrs" in another order does not, escapes do. */
	if (svsm_token_encode(&token, &out) == 0) {
		assert(svsm_token_decode((char *)out.data, out.size, &again, NULL) == 0);
		assert(!memcmp(&token, &again, sizeof(token)));
	}
	buffer_deinit(&out);
	return 0;
}
