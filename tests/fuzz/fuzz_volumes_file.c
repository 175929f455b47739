/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as volumes.conf: it comes to an end, and no device leads out of /dev.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/volumes_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct volumes_file_entry entry, found;
	struct volumes_file file;
	int r;

	volumes_file_init(&file, data, size);
	do {
		struct fault fault = FAULT_NONE;

		r = volumes_file_next(&file, &entry, &fault);
		assert((r < 0) == !!fault.text[0]);
		if (r <= 0)
			continue;
		assert(!strncmp(entry.device, "/dev/", 5) && !strstr(entry.device, "/../"));
		r = volumes_file_find(data, size, entry.name, &found, NULL);
		assert(r < 0 || !strcmp(found.device, entry.device));
		r = 1;
	} while (r);
	return 0;
}
