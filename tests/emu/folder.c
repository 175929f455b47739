/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Folders of small files.  See folder.h.
 */
#include "tests/emu/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int folder_open(int at, const char *name)
{
	int fd;

	if (mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int read_all(int fd, size_t max, uint8_t **ret_bytes, size_t *ret_len)
{
	struct stat status;
	uint8_t *bytes;
	size_t len = 0;
	ssize_t got;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	if (status.st_size < 0 || (uint64_t)status.st_size > max)
		return -EFBIG;
	bytes = malloc((size_t)status.st_size + 1);
	if (!bytes)
		return -ENOMEM;
	while (len < (size_t)status.st_size) {
		got = read(fd, bytes + len, (size_t)status.st_size - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			free(bytes);
			return got < 0 ? -errno : -EIO;
		}
		len += (size_t)got;
	}
	*ret_bytes = bytes;
	*ret_len = len;
	return 0;
}

int folder_read(int folder, const char *name, size_t max, uint8_t **ret_bytes, size_t *ret_len)
{
	int fd, error;

	fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	error = read_all(fd, max, ret_bytes, ret_len);
	close(fd);
	return error;
}

static int write_all(int fd, const uint8_t *bytes, size_t len)
{
	ssize_t written;

	while (len) {
		written = write(fd, bytes, len);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes += written;
		len -= (size_t)written;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

int folder_replace(int folder, const char *name, const void *bytes, size_t len, mode_t mode)
{
	char temporary[256];
	int fd, error, n;

	n = snprintf(temporary, sizeof(temporary), ".%s.new", name);
	if (n < 0 || (size_t)n >= sizeof(temporary))
		return -ENAMETOOLONG;
	fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		return -errno;
	error = write_all(fd, bytes, len);
	if (close(fd) < 0 && !error)
		error = -errno;
	if (!error && renameat(folder, temporary, folder, name) < 0)
		error = -errno;
	if (error) {
		(void)unlinkat(folder, temporary, 0);
		return error;
	}
	/* The name, too, must survive a power cut. */
	return fsync(folder) < 0 ? -errno : 0;
}
