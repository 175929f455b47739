/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packets between svsmd and its poster.
 */
#include "lib/format/post_frame.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define VERSION		1
#define HEAD_SIZE	16
#define SESSION_SET	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

static const uint8_t magic[4] = { 'S', 'V', 'P', 'F' };

/* What a frame of each kind has; what it has not is empty. */
static const struct shape {
	bool has_session, has_seconds;
	size_t min, max;	/* of the body */
} shapes[_POST_FRAME_MAX] = {
	[POST_FRAME_ASK] = { false, false, 0, 0 },
	[POST_FRAME_SHOW] = { true, false, 0, 0 },
	[POST_FRAME_ANSWER] = { true, false, 0, 0 },
	[POST_FRAME_CHALLENGE] = { true, true, EVIDENCE_CHALLENGE_MIN, EVIDENCE_CHALLENGE_MAX },
	[POST_FRAME_CREDENTIAL] = { false, false, 1, POST_FRAME_BODY_MAX },
	[POST_FRAME_VERDICT] = { false, false, 1, POST_FRAME_BODY_MAX },
	[POST_FRAME_REFUSED] = { false, false, 1, POST_FRAME_BODY_MAX },
	[POST_FRAME_WAIT] = { false, true, 1, POST_FRAME_BODY_MAX },
	[POST_FRAME_UNREACHABLE] = { false, false, 1, POST_FRAME_BODY_MAX },
};

static bool is_sound(const struct post_frame *frame)
{
	const struct shape *shape;

	if (frame->kind < POST_FRAME_ASK || frame->kind >= _POST_FRAME_MAX)
		return false;
	shape = &shapes[frame->kind];
	return shape->has_session == !!*frame->session &&
	       !frame->session[strspn(frame->session, SESSION_SET)] &&
	       (shape->has_seconds || !frame->seconds) &&
	       (frame->kind != POST_FRAME_CHALLENGE || frame->seconds) &&
	       frame->seconds <= POST_FRAME_SECONDS_MAX && frame->size >= shape->min &&
	       frame->size <= shape->max;
}

static void put_le(uint8_t *at, uint32_t value, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

int post_frame_encode(const struct post_frame *frame, struct buffer *ret)
{
	const size_t session = strlen(frame->session), size = ret->size;
	uint8_t head[HEAD_SIZE] = { 0 };
	int r;

	if (!is_sound(frame))
		return -EINVAL;
	memcpy(head, magic, sizeof(magic));
	head[4] = VERSION;
	head[5] = (uint8_t)frame->kind;
	put_le(head + 6, (uint32_t)session, 2);
	put_le(head + 8, frame->seconds, 4);
	put_le(head + 12, (uint32_t)frame->size, 4);
	r = buffer_append(ret, head, sizeof(head));
	if (!r)
		r = buffer_append(ret, frame->session, session);
	if (!r && frame->size)
		r = buffer_append(ret, frame->body, frame->size);
	if (r < 0)
		ret->size = size;
	return r;
}

int post_frame_decode(const void *packet, size_t size, struct post_frame *ret,
		      struct fault *fault)
{
	struct post_frame frame = { .seconds = 0 };
	uint8_t found[sizeof(magic)], version;
	struct cursor cursor;
	size_t session;

	cursor_init(&cursor, packet, size);
	cursor_copy(&cursor, found, sizeof(found));
	version = cursor_u8(&cursor);
	frame.kind = (enum post_frame_kind)cursor_u8(&cursor);
	session = cursor_le16(&cursor);
	frame.seconds = cursor_le32(&cursor);
	frame.size = cursor_le32(&cursor);
	if (!cursor_ok(&cursor) || memcmp(found, magic, sizeof(magic)) || version != VERSION ||
	    session > VERIFIER_CHALLENGE_SESSION_MAX)
		return fault_set(fault, -EBADMSG, "packet: is none of ours");
	cursor_copy(&cursor, frame.session, session);
	frame.body = cursor_bytes(&cursor, frame.size);
	if (cursor_end(&cursor) < 0 || strlen(frame.session) != session || !is_sound(&frame))
		return fault_set(fault, -EBADMSG, "packet: is not as one of its kind must be");
	*ret = frame;
	return 0;
}
