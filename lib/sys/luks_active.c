/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking through /sys/class/block.
 */
#include "lib/sys/luks_active.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"

#define PREFIX		"CRYPT-LUKS2-"
#define UUID_MAX	36
#define LINE_MAX_SIZE	256	/* DM_UUID_LEN 129, and a newline */

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder); /* it was only read */
}

/* "CRYPT-LUKS2-0f1e2d3c4b5a69788796a5b4c3d2e1f0-" */
static void make_prefix(const char *uuid, char ret[static sizeof(PREFIX) + UUID_MAX + 1])
{
	char *at = stpcpy(ret, PREFIX);

	for (; *uuid; uuid++)
		if (*uuid != '-' && at < ret + sizeof(PREFIX) + UUID_MAX - 1)
			*at++ = *uuid;
	*at++ = '-';
	*at = '\0';
}

/* The line in @file of the device @device. */
static int read_line(const char *sysfs, const char *device, const char *file,
		     char ret[static LINE_MAX_SIZE])
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(LINE_MAX_SIZE - 1);
	char path[PATH_MAX];

	/* A path that is cut is not found. */
	(void)snprintf(path, sizeof(path), "%s/class/block/%s/dm/%s", sysfs, device, file);
	if (file_read(path, &text, NULL) < 0 || !text.size)
		return -ENOENT;
	(void)snprintf(ret, LINE_MAX_SIZE, "%.*s", (int)text.size, (const char *)text.data);
	ret[strcspn(ret, "\n")] = '\0';
	return 0;
}

int luks_active_name(const char *sysfs, const char *uuid, char ret[static LUKS_ACTIVE_NAME_SIZE],
		     struct fault *fault)
{
	_cleanup_(close_folder) DIR *folder = NULL;
	char prefix[sizeof(PREFIX) + UUID_MAX + 1], path[PATH_MAX], line[LINE_MAX_SIZE];
	const struct dirent *entry;

	make_prefix(uuid, prefix);
	(void)snprintf(path, sizeof(path), "%s/class/block", sysfs);
	folder = opendir(path);
	if (!folder)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	while ((entry = readdir(folder))) {
		if (read_line(sysfs, entry->d_name, "uuid", line) < 0 ||
		    strncmp(line, prefix, strlen(prefix)) ||
		    read_line(sysfs, entry->d_name, "name", line) < 0 ||
		    strlen(line) >= LUKS_ACTIVE_NAME_SIZE)
			continue;
		strcpy(ret, line);
		return 0;
	}
	return fault_set(fault, -ENOENT, "no device of device-mapper is of the volume %s", uuid);
}

/* The device that @device lies on; LUKS lies on one. */
static int find_below(const char *sysfs, const char *device, char ret[static NAME_MAX + 1])
{
	_cleanup_(close_folder) DIR *folder = NULL;
	const struct dirent *entry;
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/class/block/%s/slaves", sysfs, device);
	folder = opendir(path);
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			return snprintf(ret, NAME_MAX + 1, "%s", entry->d_name);
	return -ENOENT;
}

int luks_active_walk(const char *sysfs, luks_active_fn fn, void *user, struct fault *fault)
{
	_cleanup_(close_folder) DIR *folder = NULL;
	char path[PATH_MAX], line[LINE_MAX_SIZE], below[NAME_MAX + 1];
	const struct dirent *entry;
	int r = 0;

	(void)snprintf(path, sizeof(path), "%s/class/block", sysfs);
	folder = opendir(path);
	if (!folder)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	while (!r && (entry = readdir(folder)))
		if (read_line(sysfs, entry->d_name, "uuid", line) >= 0 &&
		    !strncmp(line, PREFIX, strlen(PREFIX)) &&
		    read_line(sysfs, entry->d_name, "name", line) >= 0 &&
		    find_below(sysfs, entry->d_name, below) >= 0)
			r = fn(user, line, below);
	return r;
}
