/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a services manifest: manifests lie within them, GUIDs are unique.
 */
#include "tests/fuzz/fuzz.h"

#include "lib/base/fault.h"
#include "lib/format/services_manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct services_manifest manifest;
	struct fault fault = FAULT_NONE;
	size_t i;

	if (services_manifest_parse(data, size, &manifest, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	for (i = 0; i < manifest.count; i++) {
		const struct service_entry *entry = &manifest.entries[i];

		assert(!entry->manifest == !entry->manifest_size);
		if (entry->manifest)
			assert(entry->manifest >= data &&
			       entry->manifest <= data + size - entry->manifest_size);
		assert(services_manifest_find(&manifest, &entry->guid) == entry);
	}
	return 0;
}
