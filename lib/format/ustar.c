/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing ustar.
 */
#include "lib/format/ustar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"

#define USTAR_SIZE_MAX	INT64_C(077777777777)	/* eleven octal digits */

/* IEEE Std 1003.1, pax, table 4-14. */
struct header {
	char name[100];
	char mode[8], uid[8], gid[8];
	char size[12], mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6], version[2];
	char user[32], group[32];
	char device_major[8], device_minor[8];
	char prefix[155];
	char padding[12];
};

_Static_assert(sizeof(struct header) == USTAR_BLOCK, "a header is a block");

static int check_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._/";

	if (!*name || *name == '/' || strstr(name, "..") || name[strspn(name, allowed)])
		return -EINVAL;
	return strlen(name) > USTAR_NAME_MAX ? -ENAMETOOLONG : 0;
}

/* The sum of all bytes, the checksum's own counted as blanks. */
static void add_checksum(struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned int sum = 0;
	char text[8];
	size_t i;

	memset(header->checksum, ' ', sizeof(header->checksum));
	for (i = 0; i < sizeof(*header); i++)
		sum += bytes[i];
	(void)snprintf(text, sizeof(text), "%06o", sum & 0777777);
	memcpy(header->checksum, text, sizeof(text) - 1); /* a zero, and the blank stays */
}

int ustar_add(struct buffer *archive, const char *name, const void *data, size_t size,
	      int64_t time)
{
	static const uint8_t zeros[USTAR_BLOCK];
	struct header header = {
		.mode = "0000600", .uid = "0000000", .gid = "0000000",
		.type = '0', .magic = "ustar", .version = { '0', '0' },
		.user = "root", .group = "root",
	};
	const size_t rest = size % USTAR_BLOCK ? USTAR_BLOCK - size % USTAR_BLOCK : 0;
	int r = check_name(name);

	if (r < 0)
		return r;
	if (size > (size_t)USTAR_SIZE_MAX - USTAR_BLOCK)
		return -E2BIG;
	/* All or nothing: the rest then fits. */
	r = buffer_reserve(archive, sizeof(header) + size + rest);
	if (r < 0)
		return r;
	strcpy(header.name, name);
	(void)snprintf(header.size, sizeof(header.size), "%011llo", (unsigned long long)size);
	(void)snprintf(header.mtime, sizeof(header.mtime), "%011llo",
		       time < 0 || time > USTAR_SIZE_MAX ? 0ULL : (unsigned long long)time);
	add_checksum(&header);
	r = buffer_append(archive, &header, sizeof(header));
	if (!r && size)
		r = buffer_append(archive, data, size);
	return r ?: buffer_append(archive, zeros, rest);
}

int ustar_end(struct buffer *archive)
{
	static const uint8_t zeros[2 * USTAR_BLOCK];

	return buffer_append(archive, zeros, sizeof(zeros));
}
