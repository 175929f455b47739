/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Folders of files, by their paths.
 */
#include "lib/sys/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

#define MODE_ABOVE	0755

int folder_of(const char *path, char ret[static PATH_MAX], struct fault *fault)
{
	const char *slash = strrchr(path, '/');
	const size_t length = !slash ? 1 : slash == path ? 1 : (size_t)(slash - path);

	if (length >= PATH_MAX)
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	memcpy(ret, slash ? path : ".", length);
	ret[length] = '\0';
	return 0;
}

static int make_one(const char *path, mode_t mode, struct fault *fault)
{
	struct stat status;

	if (!mkdir(path, mode))
		return 0;
	if (errno == EEXIST && !stat(path, &status))
		errno = S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
	return errno ? fault_set(fault, -errno, "%s: %s", path, error_text(errno)) : 0;
}

int folder_make(const char *path, mode_t mode, struct fault *fault)
{
	char part[PATH_MAX];
	char *slash;
	int r;

	if ((size_t)snprintf(part, sizeof(part), "%s", path) >= sizeof(part))
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	for (slash = strchr(part + !!*part, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		r = make_one(part, MODE_ABOVE, fault);
		if (r < 0)
			return r;
		*slash = '/';
	}
	return make_one(part, mode, fault);
}

int folder_lock(const char *path, mode_t mode, int *ret, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = -1;
	char folder[PATH_MAX];
	int r = folder_of(path, folder, fault);

	if (!r)
		r = folder_make(folder, mode, fault);
	if (r < 0)
		return r;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return fault_set(fault, -errno, "%s: %s", folder, error_text(errno));
	*ret = TAKE_FD(fd);
	return 0;
}
