/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as written PCR values: refused, or at least one value.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/pcr_values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pcr_values values;
	struct fault fault = FAULT_NONE;

	if (pcr_values_parse(data, size, &values, &fault) < 0)
		assert(fault.text[0]);
	else
		assert(values.count && values.count <= EVENTLOG_BANKS_MAX);
	return 0;
}
