/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a LUKS2 token: refused with a reason, or its type is a text.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/token_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct token_head head;

	if (token_head_parse((const char *)data, size, &head, &fault) < 0)
		assert(fault.text[0]);
	else
		assert(strlen(head.type) < sizeof(head.type));
	return 0;
}
