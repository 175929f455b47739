/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a token of clevis': refused with a reason, or within limits.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/clevis_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct clevis_token token;

	if (clevis_token_parse((const char *)data, size, &token, &fault) < 0)
		assert(fault.text[0]);
	else
		assert(!(token.pcrs >> 24) && (!token.pcrs || token.bank) &&
		       token.policy_size <= sizeof(token.policy));
	return 0;
}
