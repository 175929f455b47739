/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a certificate table: what it yields lies within them.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/cert_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	struct cert_table table;
	size_t i;

	if (cert_table_parse(data, size, &table, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	for (i = 0; i < table.count; i++) {
		const struct cert_entry *entry = &table.entries[i];

		assert(entry->size && entry->size <= size);
		assert(entry->data >= data && entry->data <= data + size - entry->size);
		if (entry->kind != CERT_UNKNOWN)
			assert(cert_table_find(&table, entry->kind) == entry);
	}
	return 0;
}
