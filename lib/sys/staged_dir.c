/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder that appears whole.  Everything happens relative to descriptors of
 * the parent and of the hidden folder, so a path that is swapped underneath
 * cannot lead elsewhere.
 */
#include "lib/sys/staged_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

#define STAGE_TRIES	16

struct staged_dir {
	char *path;	/* as the caller gave it, for messages, without slashes at its end */
	char *stage;	/* name of the hidden folder in the parent; NULL when there is none */
	int parent_fd;
	int stage_fd;
};

static int parent_open(const char *path)
{
	_cleanup_(cleanup_free) char *parent = strdup(path);
	char *slash;
	int fd;

	if (!parent)
		return -ENOMEM;
	slash = strrchr(parent, '/');
	if (slash)
		slash[slash == parent ? 1 : 0] = '\0';
	fd = open(slash ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int stage_make(struct staged_dir *dir)
{
	unsigned int try;

	for (try = 0; try < STAGE_TRIES; try++) {
		_cleanup_(cleanup_free) char *name = NULL;
		uint32_t number;

		if (getrandom(&number, sizeof(number), 0) != sizeof(number))
			return -EIO;
		if (asprintf(&name, ".%s.%08x", last_component(dir->path), number) < 0)
			return -ENOMEM;
		if (!mkdirat(dir->parent_fd, name, 0755)) {
			dir->stage = TAKE_PTR(name);
			return 0;
		}
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

int staged_dir_new(const char *path, struct staged_dir **ret, struct fault *fault)
{
	_cleanup_(staged_dir_cleanup) struct staged_dir *dir = calloc(1, sizeof(*dir));
	struct stat existing;
	size_t length;
	int r;

	if (!dir)
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	dir->parent_fd = dir->stage_fd = -1;
	dir->path = strdup(path);
	if (!dir->path)
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	for (length = strlen(dir->path); length > 1 && dir->path[length - 1] == '/'; length--)
		dir->path[length - 1] = '\0';
	if (!*last_component(dir->path))
		return fault_set(fault, -EEXIST, "'%s': is not the name of a new folder", path);

	dir->parent_fd = parent_open(dir->path);
	if (dir->parent_fd < 0)
		return fault_set(fault, dir->parent_fd, "%s: its parent folder: %s", path,
				 error_text(dir->parent_fd));
	if (!fstatat(dir->parent_fd, last_component(dir->path), &existing, AT_SYMLINK_NOFOLLOW))
		return fault_set(fault, -EEXIST, "%s: exists already", path);
	r = stage_make(dir);
	if (r < 0)
		return fault_set(fault, r, "%s: cannot be created: %s", path, error_text(r));
	dir->stage_fd = openat(dir->parent_fd, dir->stage,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir->stage_fd < 0)
		return fault_set(fault, -errno, "%s: cannot be opened: %s", path,
				 error_text(errno));
	*ret = TAKE_PTR(dir);
	return 0;
}

static int write_all(int fd, const void *data, size_t size)
{
	const char *bytes = data;

	while (size) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes += written;
		size -= (size_t)written;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

int staged_dir_write(struct staged_dir *dir, const char *name, const void *data, size_t size,
		     struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = openat(dir->stage_fd, name,
						 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int r;

	r = fd < 0 ? -errno : write_all(fd, data, size);
	/* A network file system may hold an error back until the close. */
	if (!r && close(TAKE_FD(fd)) < 0)
		r = -errno;
	if (r < 0)
		return fault_set(fault, r, "%s/%s: %s", dir->path, name, error_text(r));
	return 0;
}

/*
 * Where the file system cannot rename without replacing (9p, some network file systems),
 * an empty folder takes the name, which fails when the name is taken, and the stage
 * replaces it: rename() puts a folder in the place of nothing but an empty one.
 */
static int stage_rename(const struct staged_dir *dir)
{
	const char *name = last_component(dir->path);
	int r;

	if (!renameat2(dir->parent_fd, dir->stage, dir->parent_fd, name, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	if (mkdirat(dir->parent_fd, name, 0755) < 0)
		return -errno;
	if (!renameat(dir->parent_fd, dir->stage, dir->parent_fd, name))
		return 0;
	r = -errno;
	(void)unlinkat(dir->parent_fd, name, AT_REMOVEDIR); /* ours as long as it is empty */
	return r;
}

int staged_dir_publish(struct staged_dir *dir, struct fault *fault)
{
	int r = fsync(dir->stage_fd) < 0 ? -errno : stage_rename(dir);

	if (r < 0)
		return fault_set(fault, r, "%s: %s", dir->path, error_text(r));
	cleanup_free(&dir->stage);
	dir->stage = NULL;
	if (fsync(dir->parent_fd) < 0)
		return fault_set(fault, -errno, "%s: written, but perhaps lost at a power cut: %s",
				 dir->path, error_text(errno));
	return 0;
}

/* Best effort: the owner is leaving, and what stays is hidden and harmless. */
static void stage_remove(struct staged_dir *dir)
{
	DIR *listing = dir->stage_fd >= 0 ? fdopendir(dir->stage_fd) : NULL;
	struct dirent *entry;

	if (listing) {
		dir->stage_fd = -1; /* the listing's now */
		while ((entry = readdir(listing)))
			if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
				(void)unlinkat(dirfd(listing), entry->d_name, 0);
		(void)closedir(listing);
	}
	(void)unlinkat(dir->parent_fd, dir->stage, AT_REMOVEDIR);
}

void staged_dir_free(struct staged_dir *dir)
{
	if (!dir)
		return;
	if (dir->stage)
		stage_remove(dir);
	cleanup_close(&dir->stage_fd);
	cleanup_close(&dir->parent_fd);
	free(dir->stage);
	free(dir->path);
	free(dir);
}

void staged_dir_cleanup(struct staged_dir **dir)
{
	staged_dir_free(*dir);
}
