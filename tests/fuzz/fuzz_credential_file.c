/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a challenge, a response and a state: at most one of them takes them, and
 * they are the very bytes that it encodes to.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/credential_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct credential_response response = { .secret = SECRET_NONE };
	struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct credential_challenge challenge;
	struct fault fault = FAULT_NONE;
	struct credential_state state;
	unsigned int taken = 0;

	if (!credential_file_decode_challenge(data, size, &challenge, &fault)) {
		assert(!credential_file_encode_challenge(&challenge, &text));
		taken++;
	}
	if (!credential_file_decode_response(data, size, &response, &fault)) {
		assert(!credential_file_encode_response(&response, &text));
		credential_response_deinit(&response);
		taken++;
	}
	if (!credential_file_decode_state(data, size, &state, &fault)) {
		assert(!credential_file_encode_state(&state, &text));
		taken++;
	}
	assert(taken <= 1 && fault.text[0]);
	assert(!taken || (text.size == size && !memcmp(text.data, data, size)));
	buffer_deinit(&text);
	return 0;
}
