/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as AMD's extensions: each is {kind, patch level's number, length, value};
 * what is taken is one product's, and of a chip or of a cloud provider.
 */
#include <string.h>

#include "tests/fuzz/fuzz.h"

#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/format/snp_extensions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t oid[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01, 0, 0 };
	struct snp_extensions extensions = { 0 };
	struct fault fault = FAULT_NONE;
	struct cursor cursor;

	cursor_init(&cursor, data, size);
	while (cursor_left(&cursor)) {
		const uint8_t *value;
		uint8_t length;

		oid[8] = cursor_u8(&cursor);
		oid[9] = cursor_u8(&cursor);
		length = cursor_u8(&cursor);
		value = cursor_bytes(&cursor, length);
		if (!cursor_ok(&cursor))
			return 0;
		if (snp_extensions_take(&extensions, oid, oid[9] ? 10 : 9, value, length, &fault) <
		    0) {
			assert(fault.text[0]);
			return 0;
		}
	}
	if (snp_extensions_end(&extensions, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(extensions.product != SNP_PRODUCT_UNKNOWN);
	assert(!extensions.hwid_size == !!extensions.csp_id[0]);
	assert(strlen(extensions.csp_id) < sizeof(extensions.csp_id));
	return 0;
}
