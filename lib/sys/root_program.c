/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking at a program and its folders.
 */
#include "lib/sys/root_program.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/error.h"
#include "lib/base/fault.h"

static bool is_owned(const struct stat *status, uid_t owner)
{
	return !status->st_uid || status->st_uid == owner;
}

/* In a folder with the sticky bit (/tmp), nobody takes away what is another's. */
static bool is_safe_folder(const struct stat *status, uid_t owner)
{
	return is_owned(status, owner) &&
	       (!(status->st_mode & (S_IWGRP | S_IWOTH)) || status->st_mode & S_ISVTX);
}

static int check_folders(char *path, uid_t owner, struct fault *fault)
{
	struct stat status;
	char *slash;

	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		const char *folder = slash == path ? "/" : path;
		int r;

		if (slash != path)
			*slash = '\0';
		r = stat(folder, &status) < 0 ? -errno :
		    is_safe_folder(&status, owner) ? 0 : -EACCES;
		if (r == -EACCES)
			(void)fault_set(fault, r, "%s: is not root's alone to write: what lies "
					"below is not run", folder);
		else if (r < 0)
			(void)fault_set(fault, r, "%s: %s", folder, error_text(r));
		if (slash != path)
			*slash = '/';
		if (r < 0)
			return r;
	}
	return 0;
}

int root_program_check(const char *path, uid_t owner, char ret[static PATH_MAX],
		       struct fault *fault)
{
	char real[PATH_MAX];
	struct stat status;
	int r;

	if (!realpath(path, real))
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	if (stat(real, &status) < 0)
		return fault_set(fault, -errno, "%s: %s", real, error_text(errno));
	if (!S_ISREG(status.st_mode) || !(status.st_mode & S_IXUSR))
		return fault_set(fault, -EACCES, "%s: is no program", path);
	if (!is_owned(&status, owner) || status.st_mode & (S_IWGRP | S_IWOTH))
		return fault_set(fault, -EACCES, "%s: is not root's alone to write: it is not run; "
				 "'chown root:root', 'chmod go-w'", path);
	r = check_folders(real, owner, fault);
	if (r < 0)
		return r;
	strcpy(ret, real);
	return 0;
}
