/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the boot's id.
 */
#include "lib/sys/boot_id.h"

#include <errno.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/format/guid.h"
#include "lib/sys/file.h"

/* A file of one UUID and a newline, with room to see that there is no more. */
#define FILE_MAX	64

int boot_id_read(const char *path, uint8_t ret[static BOOT_ID_SIZE], struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(FILE_MAX);
	char line[GUID_TEXT_SIZE];
	struct guid guid;
	int r;

	_Static_assert(BOOT_ID_SIZE == sizeof(guid.bytes), "the id is a UUID");
	r = file_read(path, &text, fault);
	if (r < 0)
		return r;
	if (text.size != GUID_TEXT_SIZE || text.data[text.size - 1] != '\n')
		return fault_set(fault, -EBADMSG, "%s: is no UUID in a line", path);
	memcpy(line, text.data, sizeof(line));
	line[sizeof(line) - 1] = '\0';
	if (guid_parse(line, &guid) < 0)
		return fault_set(fault, -EBADMSG, "%s: is no UUID in a line", path);
	memcpy(ret, guid.bytes, sizeof(guid.bytes));
	return 0;
}
