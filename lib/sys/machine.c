/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Asking uname(2), os-release(5) and an EFI variable.
 */
#include "lib/sys/machine.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/sys/file.h"

#define FILE_MAX	65536

/* Its first four bytes are the variable's attributes (efivarfs). */
#define SECURE_BOOT	"sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

/* In which PCR systemd-stub measured the UKI, as text; not there where it did not. */
#define STUB_PCR	"sys/firmware/efi/efivars/StubPcrKernelImage-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

static void copy_text(const uint8_t *text, size_t size, char ret[static MACHINE_TEXT_SIZE])
{
	size_t i;

	if (size >= MACHINE_TEXT_SIZE)
		size = MACHINE_TEXT_SIZE - 1;
	for (i = 0; i < size; i++)
		ret[i] = text[i] >= ' ' && text[i] <= '~' ? (char)text[i] : '?';
	ret[size] = '\0';
}

/* The next line, without its end; false where there is none. */
static bool next_line(struct cursor *cursor, struct cursor *ret)
{
	struct cursor ahead = *cursor;
	size_t size = 0;

	if (!cursor_left(cursor))
		return false;
	while (cursor_left(&ahead) && cursor_u8(&ahead) != '\n')
		size++;
	*ret = cursor_sub(cursor, size);
	if (cursor_left(cursor))
		cursor_skip(cursor, 1);
	return true;
}

/* The value of "KEY=value" or KEY="value", where the line is that. */
static void take_value(struct cursor line, const char *key, char ret[static MACHINE_TEXT_SIZE])
{
	const uint8_t *name = cursor_bytes(&line, strlen(key));
	const uint8_t *value;
	size_t size;

	if (!name || memcmp(name, key, strlen(key)))
		return;
	size = cursor_left(&line);
	value = cursor_bytes(&line, size);
	if (size >= 2 && (value[0] == '"' || value[0] == '\'') && value[size - 1] == value[0]) {
		value++;
		size -= 2;
	}
	copy_text(value, size, ret);
}

static int read_file(const char *root, const char *path, struct buffer *ret)
{
	char full[PATH_MAX];

	(void)snprintf(full, sizeof(full), "%s/%s", root, path); /* a cut path is not found */
	return file_read(full, ret, NULL);
}

static void read_os(const char *root, struct machine *machine)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(FILE_MAX);
	struct cursor cursor, line;

	if (read_file(root, "etc/os-release", &text) < 0)
		return;
	cursor_init(&cursor, text.data, text.size);
	while (next_line(&cursor, &line)) {
		take_value(line, "ID=", machine->os);
		take_value(line, "VERSION_ID=", machine->os_version);
	}
}

static enum machine_secure_boot read_secure_boot(const char *root)
{
	_cleanup_(buffer_deinit) struct buffer variable = BUFFER_INIT(64);
	struct cursor cursor;
	uint8_t value;

	if (read_file(root, SECURE_BOOT, &variable) < 0)
		return MACHINE_SECURE_BOOT_UNKNOWN;
	cursor_init(&cursor, variable.data, variable.size);
	cursor_skip(&cursor, 4);
	value = cursor_u8(&cursor);
	if (cursor_end(&cursor) < 0 || value > 1)
		return MACHINE_SECURE_BOOT_UNKNOWN;
	return value ? MACHINE_SECURE_BOOT_ON : MACHINE_SECURE_BOOT_OFF;
}

static bool is_uki_measured(const char *root)
{
	_cleanup_(buffer_deinit) struct buffer variable = BUFFER_INIT(64);

	return read_file(root, STUB_PCR, &variable) >= 0 && variable.size > 4;
}

void machine_read(const char *root, struct machine *ret)
{
	struct utsname name;

	*ret = (struct machine){
		.secure_boot = read_secure_boot(root),
		.is_uki_measured = is_uki_measured(root),
	};
	if (!uname(&name))
		copy_text((const uint8_t *)name.release, strlen(name.release), ret->kernel);
	read_os(root, ret);
}
