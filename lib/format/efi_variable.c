/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Decoding measured variables.
 */
#include "lib/format/efi_variable.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/format/unicode.h"

static const struct guid global =
	GUID_INIT(0x8be4df61, 0x93ca, 0x11d2, 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c);
static const struct guid image_security =
	GUID_INIT(0xd719b2cb, 0x3d3a, 0x4596, 0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65, 0x6f);

int efi_variable_parse(const void *data, size_t size, struct efi_variable *ret)
{
	struct efi_variable variable;
	uint64_t name_size, value_size;
	const uint8_t *name;
	struct cursor cursor;

	cursor_init(&cursor, data, size);
	cursor_copy(&cursor, variable.guid.bytes, GUID_SIZE);
	name_size = cursor_le64(&cursor);
	value_size = cursor_le64(&cursor);
	if (!cursor_ok(&cursor) || name_size > cursor_left(&cursor) / 2 ||
	    value_size > cursor_left(&cursor) - 2 * name_size)
		return -EBADMSG;
	name = cursor_bytes(&cursor, (size_t)name_size * 2);
	variable.value_size = (size_t)value_size;
	variable.value = cursor_bytes(&cursor, variable.value_size);
	if (cursor_end(&cursor) < 0 ||
	    !unicode_from_utf16(name, (size_t)name_size * 2, variable.name,
				sizeof(variable.name)))
		return -EBADMSG;
	*ret = variable;
	return 0;
}

bool efi_variable_is_global(const struct efi_variable *variable, const char *name)
{
	return guid_is_equal(&variable->guid, &global) && !strcmp(variable->name, name);
}

bool efi_variable_is_database(const struct efi_variable *variable, const char *name)
{
	return guid_is_equal(&variable->guid, &image_security) && !strcmp(variable->name, name);
}
