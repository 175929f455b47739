/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Walking down /sys/dev/block/.../slaves.
 */
#include "lib/sys/block_stack.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"

#define DEVICES_MAX	128	/* in one stack */
#define LUKS_PREFIX	"CRYPT-LUKS"

/* What is still to be looked at, and what was: each once, so that no loop is endless. */
struct walk {
	const struct block_stack *stack;
	dev_t devices[DEVICES_MAX];
	size_t count, done;
};

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder); /* it was only read */
}

/* ---- where a file lies --------------------------------------------------------- */

static int find_by_filesystem(const char *path, struct block_place *ret)
{
	struct statfs filesystem;

	if (statfs(path, &filesystem) < 0)
		return -errno;
	switch ((unsigned long)filesystem.f_type) {
	case TMPFS_MAGIC:
	case RAMFS_MAGIC:
	case PROC_SUPER_MAGIC:
	case SYSFS_MAGIC:
		*ret = (struct block_place){ .kind = BLOCK_PLACE_MEMORY };
		return 0;
	case BTRFS_SUPER_MAGIC:
		*ret = (struct block_place){ .kind = BLOCK_PLACE_BTRFS };
		return 0;
	default:
		return -EXDEV;
	}
}

int block_place_find(const char *path, bool is_device, struct block_place *ret)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return -errno;
	if (is_device && !S_ISBLK(status.st_mode))
		return -ENOTBLK;
	if (!is_device && !major(status.st_dev))
		return find_by_filesystem(path, ret);
	*ret = (struct block_place){
		.kind = BLOCK_PLACE_DEVICE,
		.device = is_device ? status.st_rdev : status.st_dev,
	};
	return 0;
}

/* ---- the walk ------------------------------------------------------------------ */

static int push(struct walk *walk, dev_t device)
{
	size_t i;

	for (i = 0; i < walk->count; i++)
		if (walk->devices[i] == device)
			return 0;
	if (walk->count == DEVICES_MAX)
		return -E2BIG;
	walk->devices[walk->count++] = device;
	return 0;
}

/* The one line of a file below sysfs, without its end; -ENOENT also where it is empty. */
static int read_line(const char *folder, const char *file, char ret[static PATH_MAX])
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(PATH_MAX - 1);
	char path[PATH_MAX];
	int r;

	if (snprintf(path, sizeof(path), "%s/%s", folder, file) >= PATH_MAX)
		return -ENAMETOOLONG;
	r = file_read(path, &text, NULL);
	if (r < 0 || !text.size)
		return r < 0 ? r : -ENOENT;
	memcpy(ret, text.data, text.size);
	ret[text.size] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	return 0;
}

/* The device whose number stands in @folder/@file: "253:0". */
static int push_number(struct walk *walk, const char *folder, const char *file)
{
	unsigned int numbers[2];
	char line[PATH_MAX], rest;
	int r = read_line(folder, file, line);

	if (r < 0)
		return r;
	if (sscanf(line, "%u:%u%c", &numbers[0], &numbers[1], &rest) != 2)
		return -EBADMSG;
	return push(walk, makedev(numbers[0], numbers[1]));
}

static int push_each(struct walk *walk, const char *folder, const char *below)
{
	_cleanup_(close_folder) DIR *slaves = NULL;
	const struct dirent *entry;
	char path[PATH_MAX];
	int r = 0;

	if (snprintf(path, sizeof(path), "%s/%s", folder, below) >= PATH_MAX)
		return -ENAMETOOLONG;
	slaves = opendir(path);
	if (!slaves)
		return errno == ENOENT ? 0 : -errno;
	while (!r && (errno = 0, entry = readdir(slaves))) {
		char file[NAME_MAX + sizeof("/dev")];

		if (*entry->d_name == '.')
			continue;
		(void)snprintf(file, sizeof(file), "%s/dev", entry->d_name);
		r = push_number(walk, path, file);
	}
	return r ? r : -errno;
}

static int push_btrfs(struct walk *walk)
{
	_cleanup_(close_folder) DIR *filesystems = NULL;
	const struct dirent *entry;
	char path[PATH_MAX], folder[PATH_MAX + NAME_MAX + 2];
	int r = 0;

	if (snprintf(path, sizeof(path), "%s/fs/btrfs", walk->stack->sysfs) >= PATH_MAX)
		return -ENAMETOOLONG;
	filesystems = opendir(path);
	if (!filesystems)
		return -errno;
	while (!r && (errno = 0, entry = readdir(filesystems))) {
		if (*entry->d_name == '.')
			continue;
		(void)snprintf(folder, sizeof(folder), "%s/%s", path, entry->d_name);
		r = push_each(walk, folder, "devices");
	}
	return r ? r : -errno;
}

static int push_place(struct walk *walk, const struct block_place *place)
{
	switch (place->kind) {
	case BLOCK_PLACE_MEMORY:
		return 0;
	case BLOCK_PLACE_DEVICE:
		return push(walk, place->device);
	case BLOCK_PLACE_BTRFS: /* of which file, nobody tells: any of them */
		break;
	}
	return push_btrfs(walk);
}

/* All that the device in @folder is made of. */
static int push_below(struct walk *walk, const char *folder)
{
	char line[PATH_MAX];
	struct block_place place;
	int r;

	r = push_each(walk, folder, "slaves");
	if (!r && !read_line(folder, "partition", line))
		r = push_number(walk, folder, "../dev");
	if (r || read_line(folder, "loop/backing_file", line) < 0)
		return r;
	r = walk->stack->find(line, false, &place);
	return r < 0 ? r : push_place(walk, &place);
}

static int look(struct walk *walk, dev_t device, const char *name, bool *ret,
		struct fault *fault)
{
	char folder[PATH_MAX], line[PATH_MAX];
	int r = -ENAMETOOLONG;

	if (snprintf(folder, sizeof(folder), "%s/dev/block/%u:%u", walk->stack->sysfs,
		     major(device), minor(device)) < PATH_MAX) {
		r = read_line(folder, "dev", line); /* it is there */
		if (!r && !read_line(folder, "dm/name", line) && !strcmp(line, name))
			*ret = true;
		if (!r && !*ret)
			r = push_below(walk, folder);
	}
	return r < 0 ? fault_set(fault, r, "block device %u:%u: what it is made of cannot be "
				 "told: %s", major(device), minor(device), error_text(r)) : 0;
}

int block_stack_is_on(const struct block_stack *stack, const struct block_place *place,
		      const char *name, bool *ret, struct fault *fault)
{
	struct walk walk = { .stack = stack };
	bool is_found = false;
	int r;

	r = push_place(&walk, place);
	if (r < 0)
		return fault_set(fault, r, "%s/fs/btrfs: %s", stack->sysfs, error_text(r));
	while (!r && !is_found && walk.done < walk.count)
		r = look(&walk, walk.devices[walk.done++], name, &is_found, fault);
	if (r < 0)
		return r;
	*ret = is_found;
	return 0;
}

int block_stack_is_luks(const struct block_stack *stack, const char *name, bool *ret,
			struct fault *fault)
{
	_cleanup_(close_folder) DIR *devices = NULL;
	char path[PATH_MAX], folder[PATH_MAX + NAME_MAX + 2], line[PATH_MAX];
	const struct dirent *entry;

	(void)snprintf(path, sizeof(path), "%s/class/block", stack->sysfs); /* cut: not found */
	devices = opendir(path);
	if (!devices)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	while ((entry = readdir(devices))) {
		(void)snprintf(folder, sizeof(folder), "%s/%s", path, entry->d_name);
		if (read_line(folder, "dm/name", line) < 0 || strcmp(line, name))
			continue;
		*ret = !read_line(folder, "dm/uuid", line) &&
		       !strncmp(line, LUKS_PREFIX, strlen(LUKS_PREFIX));
		return 0;
	}
	return fault_set(fault, -ENOENT, "%s: device-mapper has no device of that name", name);
}
