/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Address and unit of systemd-cryptsetup.
 */
#include "lib/format/cryptsetup_peer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define NUMBER_MAX	16	/* hexadecimal digits of 64 bits */
#define UNIFIED		"0::/system.slice/"
#define UNIT_PREFIX	"systemd-cryptsetup@"
#define UNIT_SUFFIX	".service"

static const char *const token_kinds[] = { "-tpm2", "-pkcs11", "-fido2" };

/* Moves behind @text if it stands there. */
static bool take(struct cursor *cursor, const char *text)
{
	struct cursor ahead = *cursor;
	const uint8_t *bytes = cursor_bytes(&ahead, strlen(text));

	if (!bytes || memcmp(bytes, text, strlen(text)))
		return false;
	*cursor = ahead;
	return true;
}

static bool take_number(struct cursor *cursor)
{
	struct cursor ahead = *cursor;
	size_t digits = 0;

	while (cursor_left(&ahead)) {
		const uint8_t byte = cursor_u8(&ahead);

		if (!byte || !memchr("0123456789abcdef", byte, 16))
			break;
		digits++;
	}
	cursor_skip(cursor, digits);
	return digits && digits <= NUMBER_MAX;
}

static int refuse_address(struct fault *fault)
{
	return fault_set(fault, -EBADMSG, "its address is none of systemd-cryptsetup's");
}

int cryptsetup_peer_address_parse(const void *name, size_t size,
				  struct cryptsetup_peer_address *ret, struct fault *fault)
{
	struct cryptsetup_peer_address address = { .wants_key = true };
	struct cursor cursor;
	size_t length, i;

	cursor_init(&cursor, name, size);
	if (!cursor_left(&cursor) || cursor_u8(&cursor) || !take_number(&cursor) ||
	    !take(&cursor, "/cryptsetup"))
		return refuse_address(fault);
	for (i = 0; i < sizeof(token_kinds) / sizeof(token_kinds[0]); i++)
		if (take(&cursor, token_kinds[i])) {
			address.wants_key = false;
			break;
		}
	length = cursor_left(&cursor) ? cursor_left(&cursor) - 1 : 0;
	if (!take(&cursor, "/") || !length || length > CRYPTSETUP_PEER_VOLUME_MAX)
		return refuse_address(fault);
	cursor_copy(&cursor, address.volume, length);
	if (strlen(address.volume) != length)
		return refuse_address(fault);
	*ret = address;
	return 0;
}

/* The line of the unified hierarchy, behind "0::/system.slice/". */
static int find_unified(const void *cgroup, size_t size, struct cursor *ret)
{
	struct cursor cursor;

	cursor_init(&cursor, cgroup, size);
	while (cursor_left(&cursor)) {
		struct cursor ahead = cursor, line;
		size_t length = 0;

		while (cursor_left(&ahead) && cursor_u8(&ahead) != '\n')
			length++;
		line = cursor_sub(&cursor, length);
		if (cursor_left(&cursor))
			cursor_skip(&cursor, 1);
		if (take(&line, UNIFIED)) {
			*ret = line;
			return 0;
		}
	}
	return -ENOENT;
}

int cryptsetup_peer_unit_parse(const void *cgroup, size_t size, char *ret, size_t ret_size,
			       struct fault *fault)
{
	char unit[CRYPTSETUP_PEER_UNIT_MAX + 1];
	struct cursor path;
	size_t length = 0;

	if (find_unified(cgroup, size, &path) < 0)
		return fault_set(fault, -ENOENT, "it runs in no unit of the system's");
	while (cursor_left(&path)) {
		const char c = (char)cursor_u8(&path);

		if (c == '/') {
			length = 0;
			continue;
		}
		if (!c || length == CRYPTSETUP_PEER_UNIT_MAX)
			return fault_set(fault, -EBADMSG, "the name of its unit makes no sense");
		unit[length++] = c;
	}
	if (!length || length >= ret_size)
		return fault_set(fault, -EBADMSG, "the name of its unit makes no sense");
	unit[length] = '\0';
	memcpy(ret, unit, length + 1);
	return 0;
}

static bool stays(char c, bool is_first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == ':' || c == '_' || (c == '.' && !is_first);
}

int cryptsetup_peer_escape(const char *volume, char *ret, size_t size)
{
	size_t length = 0, i;

	for (i = 0; volume[i]; i++) {
		if (length + 5 > size)	/* an escape, and the zero */
			return -EMSGSIZE;
		if (stays(volume[i], !i))
			ret[length++] = volume[i];
		else if (volume[i] == '/')
			ret[length++] = '-';
		else
			length += (size_t)snprintf(ret + length, 5, "\\x%02x",
						   (unsigned char)volume[i]);
	}
	if (!size)
		return -EMSGSIZE;
	ret[length] = '\0';
	return 0;
}

bool cryptsetup_peer_is_unit_of(const char *unit, const char *volume)
{
	char wanted[CRYPTSETUP_PEER_UNIT_MAX + 1], escaped[CRYPTSETUP_PEER_UNIT_MAX + 1];

	if (cryptsetup_peer_escape(volume, escaped, sizeof(escaped)) < 0 ||
	    snprintf(wanted, sizeof(wanted), UNIT_PREFIX "%s" UNIT_SUFFIX, escaped) >=
	    (int)sizeof(wanted))
		return false;
	return !strcmp(unit, wanted);
}
