/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading uevents.
 */
#include "lib/format/uevent.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"

/* The next text with its zero; NULL: there is none that ends. */
static const char *next_text(struct cursor *cursor, size_t *ret_length)
{
	struct cursor rest = *cursor;
	const size_t left = cursor_left(cursor);
	const uint8_t *data = left ? cursor_bytes(&rest, left) : NULL;
	const uint8_t *end = data ? memchr(data, 0, left) : NULL;

	if (!end)
		return NULL;
	*ret_length = (size_t)(end - data);
	cursor_skip(cursor, *ret_length + 1);
	return (const char *)data;
}

int uevent_parse(const void *message, size_t size, struct uevent *ret, struct fault *fault)
{
	const char *head, *at, *line;
	struct cursor cursor;
	struct uevent event;
	size_t length;

	if (size > UEVENT_SIZE_MAX)
		return fault_set(fault, -E2BIG, "uevent: more than %d bytes", UEVENT_SIZE_MAX);
	cursor_init(&cursor, message, size);
	head = next_text(&cursor, &length);
	at = head ? strchr(head, '@') : NULL;
	if (!at || at == head || at[1] != '/')
		return fault_set(fault, -EBADMSG, "uevent: begins with no ACTION@PATH");
	event = (struct uevent){ head + length + 1, cursor_left(&cursor) };
	while (cursor_left(&cursor)) {
		const size_t offset = cursor_offset(&cursor);

		line = next_text(&cursor, &length);
		if (!line || !strchr(line, '=') || *line == '=')
			return fault_set_at(fault, -EBADMSG, offset, "uevent: KEY=VALUE should "
					    "stand here");
	}
	*ret = event;
	return 0;
}

const char *uevent_value(const struct uevent *event, const char *key)
{
	const size_t key_length = strlen(key);
	struct cursor cursor;
	const char *line;
	size_t length;

	cursor_init(&cursor, event->data, event->size);
	while ((line = next_text(&cursor, &length)))
		if (length > key_length && !memcmp(line, key, key_length) &&
		    line[key_length] == '=')
			return line + key_length + 1;
	return NULL;
}
