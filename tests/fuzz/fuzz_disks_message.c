/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a question about disks, and as the beginning of its answer: refused, or the
 * very bytes that it encodes to; a volume is never a path.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/disks_message.h"

static void check_request(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT(DISKS_MESSAGE_REQUEST_MAX);
	struct disks_message_request request;
	struct fault fault = FAULT_NONE;

	if (disks_message_decode_request(data, size, &request, &fault) < 0) {
		assert(fault.text[0]);
		return;
	}
	assert(!strpbrk(request.volume, "/ \n\\'\"$`"));
	assert(*request.volume != '-' && *request.volume != '.');
	assert(!disks_message_encode_request(&request, &text));
	assert(text.size == size && !memcmp(text.data, data, size));
	buffer_deinit(&text);
}

static void check_head(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT(DISKS_MESSAGE_HEAD_MAX);
	struct fault fault = FAULT_NONE;
	struct disks_message_head head;

	if (disks_message_decode_head(data, size, &head, &fault) < 0) {
		assert(fault.text[0]);
		return;
	}
	assert(head.size <= (head.is_done ? DISKS_MESSAGE_JSON_MAX : DISKS_MESSAGE_WORDS_MAX));
	assert(!disks_message_encode_head(&head, &text));
	assert(text.size == size && !memcmp(text.data, data, size));
	buffer_deinit(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_request(data, size);
	check_head(data, size);
	return 0;
}
