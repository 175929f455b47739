/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changing volumes.conf, whole file by whole file.
 */
#include "lib/disks/disk_volumes.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/format/volumes_edit.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"
#include "lib/sys/luks.h"
#include "lib/sys/whole_file.h"

#define BY_UUID		"/dev/disk/by-uuid/"
#define FOLDER_MODE	0755
#define LINE_SIZE	(VOLUMES_FILE_NAME_MAX + VOLUMES_FILE_DEVICE_MAX + 8)

/* The volume that is looked for, and what was seen of it. */
struct search {
	const char *path;
	struct luks *luks;
	const char *name;		/* what it is called too; NULL: whatever */
	struct volumes_file_entry found;	/* the last */
	unsigned int count;
};

bool disk_volumes_is_of(struct luks *luks, const char *device)
{
	struct stat one, other;

	if (!strncmp(device, BY_UUID, strlen(BY_UUID)) &&
	    !strcasecmp(device + strlen(BY_UUID), luks_uuid(luks)))
		return true;
	if (stat(device, &one) < 0 || stat(luks_path(luks), &other) < 0)
		return false;
	if (S_ISBLK(one.st_mode) && S_ISBLK(other.st_mode))
		return one.st_rdev == other.st_rdev;
	return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static bool is_it(void *user, const struct volumes_file_entry *entry)
{
	struct search *search = user;

	if (!disk_volumes_is_of(search->luks, entry->device) &&
	    (!search->name || strcmp(search->name, entry->name)))
		return false;
	search->found = *entry;
	search->count++;
	return true;
}

/* A file that is not there has no line. */
static int read_whole(const char *path, struct buffer *text, struct fault *fault)
{
	int r = file_read(path, text, fault);

	return r == -ENOENT ? 0 : r;
}

/* Looks for the volume; @out is the file with @line (NULL: none) in place of its own. */
static int edit(struct search *search, const char *line, struct buffer *out,
		struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
	int r;

	r = read_whole(search->path, &text, fault);
	if (r < 0)
		return r;
	r = volumes_edit(text.data, text.size, is_it, search, line, out);
	return r < 0 ? fault_set(fault, r, "%s: %s", search->path, error_text(r)) : 0;
}

int disk_volumes_find(const char *path, struct luks *luks,
		      char ret[static VOLUMES_FILE_NAME_MAX + 1], struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer out = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
	struct search search = { .path = path, .luks = luks };
	int r;

	r = edit(&search, NULL, &out, fault);
	if (r < 0 || !search.count)
		return r;
	strcpy(ret, search.found.name);
	return 1;
}

/* That the one who reads it at boot finds in it what was meant. */
static int check(const char *path, struct luks *luks, const char *name,
		 const struct buffer *out, struct fault *fault)
{
	struct volumes_file_entry entry;

	if (!volumes_file_find(out->data, out->size, name, &entry, NULL) &&
	    disk_volumes_is_of(luks, entry.device))
		return 0;
	return fault_set(fault, -EINVAL, "'%s': no volume of %s can be called so", name, path);
}

int disk_volumes_add(const char *path, struct luks *luks, const char *name, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer out = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
	struct search search = { .path = path, .luks = luks, .name = name };
	_cleanup_(cleanup_close) int lock = -1;
	char line[LINE_SIZE];
	int r;

	if ((size_t)snprintf(line, sizeof(line), "%s UUID=%s", name, luks_uuid(luks)) >=
	    sizeof(line))
		return fault_set(fault, -EINVAL, "'%.80s...': is too long a name", name);
	r = folder_lock(path, FOLDER_MODE, &lock, fault);
	if (!r)
		r = edit(&search, line, &out, fault);
	if (r < 0)
		return r;
	if (search.count == 1 && !strcmp(search.found.name, name) &&
	    disk_volumes_is_of(luks, search.found.device))
		return 0;
	r = check(path, luks, name, &out, fault);
	if (!r)
		r = whole_file_write(path, out.data, out.size, fault);
	return r < 0 ? r : 1;
}

int disk_volumes_remove(const char *path, struct luks *luks, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer out = BUFFER_INIT(VOLUMES_FILE_SIZE_MAX);
	_cleanup_(cleanup_close) int lock = -1;
	struct search search = { .path = path, .luks = luks };
	char name[VOLUMES_FILE_NAME_MAX + 1];
	int r;

	/* A folder that is not there needs no making to find nothing in it. */
	r = disk_volumes_find(path, luks, name, fault);
	if (r <= 0)
		return r;
	r = folder_lock(path, FOLDER_MODE, &lock, fault);
	if (!r)
		r = edit(&search, NULL, &out, fault);
	if (r < 0 || !search.count)
		return r;
	r = whole_file_write(path, out.data, out.size, fault);
	return r < 0 ? r : 1;
}
