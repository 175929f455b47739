/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as an address and as a control group's file.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/cryptsetup_peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cryptsetup_peer_address address;
	char unit[CRYPTSETUP_PEER_UNIT_MAX + 1];
	struct fault fault = FAULT_NONE;

	if (!cryptsetup_peer_address_parse(data, size, &address, &fault))
		assert(*address.volume && strlen(address.volume) < size);
	else
		assert(fault.text[0]);
	if (!cryptsetup_peer_unit_parse(data, size, unit, sizeof(unit), &fault)) {
		assert(*unit && strlen(unit) < size);
		(void)cryptsetup_peer_is_unit_of(unit, "root");
	}
	return 0;
}
