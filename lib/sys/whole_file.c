/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing complete files.
 */
#include "lib/sys/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t done = write(fd, data, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		data += done;
		size -= (size_t)done;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int replace(const char *staged, const char *path)
{
	return rename(staged, path) < 0 ? -errno : 0;
}

/*
 * Where the file system cannot rename without replacing (9p, some network file systems),
 * an empty file takes the name, which fails when the name is taken, and is replaced.
 */
static int take_name(const char *staged, const char *path)
{
	_cleanup_(cleanup_close) int fd = -1;
	int r;

	if (!renameat2(AT_FDCWD, staged, AT_FDCWD, path, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	r = replace(staged, path);
	if (r < 0)
		(void)unlink(path); /* ours, and empty */
	return r;
}

/*
 * The name as well outlives a power cut from here on.  Where a file system has no such
 * thing, there is nothing to be done; the file is complete in any case.
 */
static int sync_folder(const char *path)
{
	_cleanup_(cleanup_close) int fd = -1;
	char folder[PATH_MAX];
	const char *end = strrchr(path, '/');

	/* The path is shorter than PATH_MAX: the staged one, which is longer, was. */
	(void)snprintf(folder, sizeof(folder), "%.*s", end ? (int)(end - path) : 1,
		       end ? path : ".");
	fd = open(*folder ? folder : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? 0 : -errno; /* writable, but not readable */
	return fsync(fd) < 0 && errno != EINVAL && errno != EROFS ? -errno : 0;
}

static int write_whole(const char *path, mode_t mode, const void *data, size_t size,
		       int (*place)(const char *staged, const char *path), struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = -1;
	char staged[PATH_MAX];
	int r = 0;

	if ((size_t)snprintf(staged, sizeof(staged), "%s.XXXXXX", path) >= sizeof(staged))
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	fd = mkostemp(staged, O_CLOEXEC);
	if (fd < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	if (fchmod(fd, mode) < 0)
		r = -errno;
	if (!r)
		r = write_all(fd, data, size);
	if (!r)
		r = place(staged, path);
	if (r < 0) {
		(void)unlink(staged); /* it is of no use; what failed is told */
		return fault_set(fault, r, "%s: %s", path, error_text(r));
	}
	r = sync_folder(path);
	return r < 0 ? fault_set(fault, r, "%s: its folder cannot be synced: %s", path,
				 error_text(r)) : 0;
}

int whole_file_write(const char *path, const void *data, size_t size, struct fault *fault)
{
	return write_whole(path, 0644, data, size, replace, fault);
}

int whole_file_create(const char *path, mode_t mode, const void *data, size_t size,
		      struct fault *fault)
{
	return write_whole(path, mode, data, size, take_name, fault);
}
