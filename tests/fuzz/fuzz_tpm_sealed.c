/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as the public area of a sealed object.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/tpm_sealed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct tpm_sealed sealed;

	if (tpm_sealed_parse(data, size, &sealed, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(sealed.whole_size == size);
	assert(!sealed.policy_size || sealed.policy >= data + 10);
	return 0;
}
