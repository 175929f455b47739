/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading volumes.conf.
 */
#include "lib/format/volumes_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/text_line.h"

#define LETTERS		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS		"0123456789"
#define NAME_SET	LETTERS DIGITS "_.:+-"
#define DEVICE_SET	NAME_SET "/@=,%~\\"
#define UUID_SET	DIGITS "abcdefABCDEF-"

#define FIELD_MAX	VOLUMES_FILE_DEVICE_MAX
#define BLANKS		" \t"

/* The kinds of names that udev keeps links for. */
static const struct {
	const char *tag, *folder;
} tags[] = {
	{ "UUID=", "/dev/disk/by-uuid/" },
	{ "PARTUUID=", "/dev/disk/by-partuuid/" },
};

void volumes_file_init(struct volumes_file *file, const void *data, size_t size)
{
	*file = (struct volumes_file){ .line = 0 };
	cursor_init(&file->cursor, data, size);
}

bool volumes_file_is_name(const char *name)
{
	return *name && *name != '.' && strlen(name) <= VOLUMES_FILE_NAME_MAX &&
	       strspn(name, NAME_SET) == strlen(name);
}

/* A path with nothing in it that leads elsewhere. */
static bool is_device_path(const char *path)
{
	return !strncmp(path, "/dev/", 5) && path[5] && strspn(path, DEVICE_SET) == strlen(path) &&
	       !strstr(path, "//") && !strstr(path, "/./") && !strstr(path, "/../") &&
	       strcmp(path + strlen(path) - 1, "/") && strcmp(path + strlen(path) - 2, "/.") &&
	       strcmp(path + strlen(path) - 3, "/..");
}

static bool read_device(const char *text, char ret[VOLUMES_FILE_DEVICE_MAX + 1])
{
	const char *value;
	char *c;
	size_t i;

	if (is_device_path(text)) {
		(void)snprintf(ret, VOLUMES_FILE_DEVICE_MAX + 1, "%s", text); /* it fits */
		return true;
	}
	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (!strncmp(text, tags[i].tag, strlen(tags[i].tag)))
			break;
	if (i == sizeof(tags) / sizeof(tags[0]))
		return false;
	value = text + strlen(tags[i].tag);
	if (!*value || strspn(value, UUID_SET) != strlen(value) ||
	    snprintf(ret, VOLUMES_FILE_DEVICE_MAX + 1, "%s%s", tags[i].folder, value) >
	    VOLUMES_FILE_DEVICE_MAX)
		return false;
	for (c = ret + strlen(tags[i].folder); *c; c++)
		if (*c >= 'A' && *c <= 'F')
			*c = (char)(*c - 'A' + 'a');
	return true;
}

static int refuse(const struct volumes_file *file, const char *what, struct fault *fault)
{
	return fault_set(fault, -EBADMSG, "line %u: %s", file->line, what);
}

int volumes_file_next(struct volumes_file *file, struct volumes_file_entry *ret,
		      struct fault *fault)
{
	struct volumes_file_entry entry;
	char field[FIELD_MAX + 1];

	while (cursor_left(&file->cursor)) {
		struct cursor line = text_line_next(&file->cursor);

		file->line++;
		if (!text_line_begin(&line, BLANKS))
			continue;
		if (!text_line_field(&line, BLANKS, field, FIELD_MAX) ||
		    !volumes_file_is_name(field))
			return refuse(file, "this is no name of a volume", fault);
		strcpy(entry.name, field); /* it fits */
		if (!text_line_field(&line, BLANKS, field, FIELD_MAX) ||
		    !read_device(field, entry.device))
			return refuse(file, "behind the volume must stand a path below /dev, "
				      "UUID= or PARTUUID=", fault);
		if (cursor_left(&line))
			return refuse(file, "something stands behind the device", fault);
		*ret = entry;
		return 1;
	}
	return 0;
}

int volumes_file_find(const void *data, size_t size, const char *name,
		      struct volumes_file_entry *ret, struct fault *fault)
{
	struct volumes_file_entry entry, found = { .name = "" };
	struct volumes_file file;
	int r;

	volumes_file_init(&file, data, size);
	while ((r = volumes_file_next(&file, &entry, NULL))) {
		if (r < 0 || strcmp(entry.name, name))
			continue;
		if (*found.name)
			return refuse(&file, "the volume stands here for the second time", fault);
		found = entry;
	}
	if (!*found.name)
		return fault_set(fault, -ENOENT, "no line has the volume '%s'", name);
	*ret = found;
	return 0;
}
