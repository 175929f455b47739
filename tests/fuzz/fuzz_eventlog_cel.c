/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as TCG CEL's TLV form.
 */
#include "tests/fuzz/walk_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = FAULT_NONE;
	static struct eventlog log;

	if (eventlog_init_as(&log, EVENTLOG_CEL_TLV, data, size, &fault) < 0)
		assert(fault.text[0]);
	else
		walk_log(&log, data, size);
	return 0;
}
