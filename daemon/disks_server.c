/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the question and writing the answer.
 */
#include "daemon/disks_server.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "daemon/caller.h"
#include "daemon/disks_answer.h"
#include "daemon/say.h"
#include "daemon/work.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/disks_message.h"
#include "lib/format/json_writer.h"
#include "lib/show/json.h"

#define SILENCE_S	5

/* Up to the end of the line, or of what may come; svsmd sends it at once. */
static int read_line(int connection, struct buffer *line)
{
	char bytes[DISKS_MESSAGE_REQUEST_MAX + 1];
	ssize_t got;
	int r;

	while (!line->size || line->data[line->size - 1] != '\n') {
		got = recv(connection, bytes, sizeof(bytes) - line->size, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -ENODATA;
		r = buffer_append(line, bytes, (size_t)got);
		if (r < 0)
			return r;
		if (line->size > DISKS_MESSAGE_REQUEST_MAX)
			return 0; /* it is refused for its size */
	}
	return 0;
}

static int put(int connection, bool is_done, const char *text)
{
	_cleanup_(buffer_deinit) struct buffer out = BUFFER_INIT(DISKS_MESSAGE_HEAD_MAX +
								 DISKS_MESSAGE_JSON_MAX);
	const struct disks_message_head head = { is_done, (uint32_t)strlen(text) };
	int r;

	r = strlen(text) > DISKS_MESSAGE_JSON_MAX ? -E2BIG :
						    disks_message_encode_head(&head, &out);
	if (!r)
		r = buffer_append(&out, text, head.size);
	return r < 0 ? r : work_write(connection, out.data, out.size);
}

static int refuse(int connection, struct fault *fault)
{
	json_writer_make_text(fault->text);
	return put(connection, false, fault->text);
}

static int answer(int connection, const struct disk_places *places,
		  const struct disks_message_request *request)
{
	_cleanup_(json_cleanup) struct json_object *object = NULL;
	struct fault fault = FAULT_NONE;
	int r;

	if (disks_answer_make(places, request, &object, &fault) < 0)
		return refuse(connection, &fault);
	r = put(connection, true, json_document(object));
	if (r == -E2BIG) {
		(void)fault_set(&fault, r, "there is more to tell than %u bytes: 'svsmctl disk', "
				"as root, tells it", DISKS_MESSAGE_JSON_MAX);
		r = refuse(connection, &fault);
	}
	return r;
}

int disks_server_answer(int connection, const struct disk_places *places)
{
	_cleanup_(buffer_deinit) struct buffer line = BUFFER_INIT(2 * DISKS_MESSAGE_REQUEST_MAX);
	struct disks_message_request request;
	struct fault fault = FAULT_NONE;
	int r;

	r = caller_limit_silence(connection, SILENCE_S);
	if (!r)
		r = read_line(connection, &line);
	if (r < 0) {
		say(SAY_WARNING, "no question came: %s", error_text(r));
		return r;
	}
	r = disks_message_decode_request(line.data, line.size, &request, &fault);
	if (r < 0) {
		say(SAY_WARNING, "%s", fault.text);
		(void)refuse(connection, &fault); /* it was no question, and no answer is owed */
		return r;
	}
	r = answer(connection, places, &request);
	if (r < 0)
		say(SAY_WARNING, "the answer is not taken: %s", error_text(r));
	return r;
}
