/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Questions about disks, and how answers begin.
 *
 * A line is read by its words, and then written anew: what is not the same to the byte is
 * another text than the one that there is.
 */
#include "lib/format/disks_message.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define GREETING	"svsm-disks 1 "

static const char *const verbs[] = {
	[DISKS_MESSAGE_LIST] = "list",
	[DISKS_MESSAGE_TEST] = "test",
	[DISKS_MESSAGE_EXPLAIN] = "explain",
};

#define VERB_COUNT	(sizeof(verbs) / sizeof(verbs[0]))

int disks_message_find(const char *name, enum disks_message_verb *ret)
{
	size_t i;

	for (i = 0; i < VERB_COUNT; i++) {
		if (strcmp(name, verbs[i]))
			continue;
		*ret = (enum disks_message_verb)i;
		return 0;
	}
	return -ENOENT;
}

bool disks_message_is_volume(const char *text)
{
	return *text != '-' && volumes_file_is_name(text);
}

static bool is_request(const struct disks_message_request *request)
{
	return (size_t)request->verb < VERB_COUNT &&
	       (*request->volume ? disks_message_is_volume(request->volume) :
				   request->verb == DISKS_MESSAGE_LIST);
}

/* The request is one; the line always fits. */
static size_t put_request(const struct disks_message_request *request,
			  char ret[static DISKS_MESSAGE_REQUEST_MAX + 1])
{
	return (size_t)snprintf(ret, DISKS_MESSAGE_REQUEST_MAX + 1, GREETING "%s%s%s\n",
				verbs[request->verb], *request->volume ? " " : "",
				request->volume);
}

int disks_message_encode_request(const struct disks_message_request *request, struct buffer *out)
{
	char line[DISKS_MESSAGE_REQUEST_MAX + 1];

	if (!is_request(request))
		return -EINVAL;
	return buffer_append(out, line, put_request(request, line));
}

/* @text without its greeting and its end: the verb, and a blank and a volume. */
static int read_words(char *text, struct disks_message_request *ret)
{
	char *volume = strchr(text, ' ');

	*ret = (struct disks_message_request){ .volume = "" };
	if (volume) {
		*volume++ = '\0';
		if (strlen(volume) > VOLUMES_FILE_NAME_MAX)
			return -EBADMSG;
		strcpy(ret->volume, volume);
	}
	return disks_message_find(text, &ret->verb);
}

int disks_message_decode_request(const void *data, size_t size,
				 struct disks_message_request *ret, struct fault *fault)
{
	char text[DISKS_MESSAGE_REQUEST_MAX + 1], again[DISKS_MESSAGE_REQUEST_MAX + 1];
	const size_t greeting = strlen(GREETING);
	struct disks_message_request request;

	if (size <= greeting || size > DISKS_MESSAGE_REQUEST_MAX)
		return fault_set(fault, -EBADMSG, "request: has %zu bytes, not %zu to %d", size,
				 greeting + 1, DISKS_MESSAGE_REQUEST_MAX);
	memcpy(text, data, size);
	text[size - 1] = '\0';
	if (strncmp(text, GREETING, greeting) || read_words(text + greeting, &request) < 0 ||
	    !is_request(&request))
		return fault_set(fault, -EBADMSG, "request: is none of list, test and explain, "
				 "with the name of a volume");
	if (put_request(&request, again) != size || memcmp(again, data, size))
		return fault_set(fault, -EBADMSG, "request: has something behind it");
	*ret = request;
	return 0;
}

static uint32_t size_max(bool is_done)
{
	return is_done ? DISKS_MESSAGE_JSON_MAX : DISKS_MESSAGE_WORDS_MAX;
}

static size_t put_head(const struct disks_message_head *head,
		       char ret[static DISKS_MESSAGE_HEAD_MAX + 1])
{
	return (size_t)snprintf(ret, DISKS_MESSAGE_HEAD_MAX + 1, "%s %u\n",
				head->is_done ? "done" : "failed", (unsigned int)head->size);
}

int disks_message_encode_head(const struct disks_message_head *head, struct buffer *out)
{
	char line[DISKS_MESSAGE_HEAD_MAX + 1];

	if (head->size > size_max(head->is_done))
		return -E2BIG;
	return buffer_append(out, line, put_head(head, line));
}

/* The digits that come next, of a number that an answer could have. */
static uint32_t read_size(struct cursor *cursor)
{
	uint32_t number = 0;

	while (cursor_left(cursor) && number <= DISKS_MESSAGE_JSON_MAX) {
		const uint8_t byte = cursor_u8(cursor);

		if (byte < '0' || byte > '9')
			break;
		number = number * 10 + (byte - '0');
	}
	return number;
}

static bool begins_with(struct cursor *cursor, const char *word)
{
	const size_t size = strlen(word);

	return cursor_left(cursor) >= size && !memcmp(cursor_bytes(cursor, size), word, size);
}

int disks_message_decode_head(const void *data, size_t size, struct disks_message_head *ret,
			      struct fault *fault)
{
	struct disks_message_head head = { .is_done = true };
	char again[DISKS_MESSAGE_HEAD_MAX + 1];
	struct cursor cursor, other;

	cursor_init(&cursor, data, size);
	other = cursor;
	if (!begins_with(&cursor, "done ")) {
		head.is_done = false;
		cursor = other;
		if (!begins_with(&cursor, "failed "))
			cursor_seek(&cursor, size);
	}
	head.size = read_size(&cursor);
	if (put_head(&head, again) != size || memcmp(again, data, size))
		return fault_set(fault, -EBADMSG, "answer: begins with neither 'done' nor 'failed' "
				 "and its size");
	if (head.size > size_max(head.is_done))
		return fault_set(fault, -E2BIG, "answer: has %u bytes, more than %u",
				 (unsigned int)head.size, (unsigned int)size_max(head.is_done));
	*ret = head;
	return 0;
}
