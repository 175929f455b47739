/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a call by Varlink, and as one for a signature: refused with a reason, or a
 * call whose method is a name.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/report_signer.h"
#include "lib/format/varlink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t digest[REPORT_SIGNER_DIGEST_SIZE];
	char refused[REPORT_SIGNER_KEY_MAX + 1];
	struct buffer out = BUFFER_INIT(4096);
	struct fault fault = FAULT_NONE;
	struct varlink_call call;

	if (varlink_call_parse(data, size, &call, &fault) < 0) {
		assert(fault.text[0]);
		return 0;
	}
	assert(*call.method && strlen(call.method) <= VARLINK_METHOD_MAX);
	assert(!varlink_error_write(&out, "x.Y", "method", call.method));
	if (report_signer_read(&call, digest, refused) < 0)
		assert(!varlink_error_write(&out, "x.Y", "parameter", refused));
	assert(!out.data[out.size - 1]);
	buffer_deinit(&out);
	return 0;
}
