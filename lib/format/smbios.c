/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SMBIOS structures and their strings.
 */
#include "lib/format/smbios.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cursor.h"

#define HEADER_SIZE	4

/*
 * Strings end with an empty one; without any there are two zeros.  The size of them is
 * that of the strings alone.
 */
static int read_strings(struct cursor *table, struct smbios_structure *structure)
{
	const uint8_t *start = table->data + table->position, *zero;
	size_t left = cursor_left(table), size = 0;

	for (;;) {
		zero = size < left ? memchr(start + size, '\0', left - size) : NULL;
		if (!zero)
			return -EBADMSG;
		if (zero == start + size)
			break;
		size = (size_t)(zero - start) + 1;
	}
	structure->strings = start;
	structure->strings_size = size;
	cursor_skip(table, size ? size + 1 : 2);
	return cursor_ok(table) && (size || !start[1]) ? 0 : -EBADMSG;
}

int smbios_next(struct cursor *table, struct smbios_structure *ret)
{
	struct smbios_structure structure = { .type = 0 };
	struct cursor header = *table;
	int r;

	structure.type = cursor_u8(&header);
	structure.fields_size = cursor_u8(&header);
	structure.fields = cursor_bytes(table, structure.fields_size);
	if (!structure.fields || structure.fields_size < HEADER_SIZE)
		return -EBADMSG;
	r = read_strings(table, &structure);
	if (r < 0)
		return r;
	*ret = structure;
	return 0;
}

const uint8_t *smbios_string(const struct smbios_structure *structure, unsigned int number,
			     size_t *ret_size)
{
	struct cursor strings;

	cursor_init(&strings, structure->strings, structure->strings_size);
	while (number-- && cursor_left(&strings)) {
		const uint8_t *text = strings.data + strings.position;
		size_t size = strnlen((const char *)text, cursor_left(&strings));

		if (!number) {
			*ret_size = size;
			return text;
		}
		cursor_skip(&strings, size + 1);
	}
	return NULL;
}

const uint8_t *smbios_string_at(const struct smbios_structure *structure, size_t offset,
				size_t *ret_size)
{
	if (offset >= structure->fields_size)
		return NULL;
	return smbios_string(structure, structure->fields[offset], ret_size);
}
