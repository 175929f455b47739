/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Line by line, by the reader of the file itself.
 */
#include "lib/format/volumes_edit.h"

#include <stdint.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cursor.h"
#include "lib/format/volumes_file.h"

static int add_line(struct buffer *out, const char **line)
{
	int r = 0;

	if (!*line)
		return 0;
	/* What is behind a last line without an end belongs on one of its own. */
	if (out->size && out->data[out->size - 1] != '\n')
		r = buffer_append(out, "\n", 1);
	if (!r)
		r = buffer_append(out, *line, strlen(*line));
	if (!r)
		r = buffer_append(out, "\n", 1);
	*line = NULL;
	return r;
}

/* How many bytes the next line has, with its end. */
static size_t line_size(struct cursor ahead)
{
	const size_t left = cursor_left(&ahead);

	while (cursor_left(&ahead) && cursor_u8(&ahead) != '\n')
		;
	return left - cursor_left(&ahead);
}

static bool is_dropped(const uint8_t *text, size_t size, volumes_edit_fn is_it, void *user)
{
	struct volumes_file_entry entry;
	struct volumes_file file;

	volumes_file_init(&file, text, size);
	return volumes_file_next(&file, &entry, NULL) == 1 && is_it(user, &entry);
}

int volumes_edit(const void *data, size_t size, volumes_edit_fn is_it, void *user,
		 const char *line, struct buffer *out)
{
	struct cursor cursor;
	int r = 0;

	cursor_init(&cursor, data, size);
	while (!r && cursor_left(&cursor)) {
		const size_t length = line_size(cursor);
		const uint8_t *text = cursor_bytes(&cursor, length);

		r = is_dropped(text, length, is_it, user) ? add_line(out, &line) :
							    buffer_append(out, text, length);
	}
	return r ? r : add_line(out, &line);
}
