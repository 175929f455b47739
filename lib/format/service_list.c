/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lists of services, to text and back.
 */
#include "lib/format/service_list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define LINE_MAX_SIZE	(GUID_TEXT_SIZE + 11)	/* GUID, blank, ten digits, newline */

static int put_line(const struct service_list_entry *entry, char ret[static LINE_MAX_SIZE + 1])
{
	char guid[GUID_TEXT_SIZE];

	return snprintf(ret, LINE_MAX_SIZE + 1, "%s %u\n", guid_format(&entry->guid, guid),
			(unsigned int)entry->manifest_size);
}

int service_list_encode(const struct service_list *list, struct buffer *out)
{
	char line[LINE_MAX_SIZE + 1];
	size_t i;
	int r = 0;

	if (list->count > SERVICE_LIST_MAX)
		return -E2BIG;
	for (i = 0; !r && i < list->count; i++)
		r = buffer_append(out, line, (size_t)put_line(&list->entries[i], line));
	return r;
}

/* The digits up to the end of the line; -EBADMSG where that is no number of 32 bits. */
static int read_size(struct cursor *cursor, uint32_t *ret)
{
	uint64_t number = 0;
	int digits = 0;

	while (cursor_left(cursor)) {
		const uint8_t byte = cursor_u8(cursor);

		if (byte == '\n' && digits && number <= UINT32_MAX) {
			*ret = (uint32_t)number;
			return 0;
		}
		if (byte < '0' || byte > '9' || ++digits > 10)
			return -EBADMSG;
		number = number * 10 + (byte - '0');
	}
	return -EBADMSG;
}

static int read_line(struct cursor *cursor, struct service_list_entry *ret)
{
	char guid[GUID_TEXT_SIZE] = "", line[LINE_MAX_SIZE + 1];
	const size_t begin = cursor_offset(cursor), left = cursor_left(cursor);
	struct cursor again = *cursor;
	int size;

	if (left < GUID_TEXT_SIZE)
		return -EBADMSG;
	cursor_copy(cursor, guid, GUID_TEXT_SIZE - 1);
	if (cursor_u8(cursor) != ' ' || guid_parse(guid, &ret->guid) < 0 ||
	    read_size(cursor, &ret->manifest_size) < 0)
		return -EBADMSG;
	/* Capitals, or zeros before the number, are other texts of the same. */
	size = put_line(ret, line);
	if (cursor_offset(cursor) - begin != (size_t)size ||
	    memcmp(cursor_bytes(&again, (size_t)size), line, (size_t)size))
		return -EBADMSG;
	return 0;
}

int service_list_decode(const void *data, size_t size, struct service_list *ret,
			struct fault *fault)
{
	struct service_list list = { .count = 0 };
	struct cursor cursor;
	size_t begin;

	cursor_init(&cursor, data, size);
	while (cursor_left(&cursor)) {
		begin = cursor_offset(&cursor);
		if (list.count == SERVICE_LIST_MAX)
			return fault_set_at(fault, -E2BIG, begin,
					    "list of services: more than %d of them",
					    SERVICE_LIST_MAX);
		if (read_line(&cursor, &list.entries[list.count]) < 0)
			return fault_set_at(fault, -EBADMSG, begin,
					    "list of services: a line is not \"GUID SIZE\"");
		list.count++;
	}
	*ret = list;
	return 0;
}
