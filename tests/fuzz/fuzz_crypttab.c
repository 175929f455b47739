/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as crypttab: it comes to an end, and an entry has a name and a device.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/crypttab.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crypttab_entry entry;
	struct crypttab table;
	int r;

	crypttab_init(&table, data, size);
	do {
		struct fault fault = FAULT_NONE;

		r = crypttab_next(&table, &entry, &fault);
		assert((r < 0) == !!fault.text[0]);
		assert(r <= 0 || (*entry.name && *entry.device && *entry.name != '#'));
	} while (r);
	return 0;
}
