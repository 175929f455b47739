/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a token of systemd's: refused with a reason, or within limits.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/systemd_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct systemd_token token;

	if (systemd_token_parse((const char *)data, size, &token, &fault) < 0)
		assert(fault.text[0]);
	else
		assert(!((token.pcrs | token.signed_pcrs) >> 24) && token.policy_count &&
		       token.policy_count <= SYSTEMD_TOKEN_POLICIES_MAX);
	return 0;
}
