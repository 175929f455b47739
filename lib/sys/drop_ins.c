/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding configuration files.
 */
#include "lib/sys/drop_ins.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"

#define SUFFIX	".conf"

struct found {
	char *paths[DROP_INS_MAX];
	size_t count;
};

static void found_deinit(struct found *found)
{
	while (found->count)
		free(found->paths[--found->count]);
}

static void close_folder(DIR **folder)
{
	if (*folder)
		(void)closedir(*folder); /* it was only read */
}

static const char *name_of(const char *path)
{
	return strrchr(path, '/') + 1;
}

static bool has_name(const struct found *found, const char *name)
{
	size_t i;

	for (i = 0; i < found->count; i++)
		if (!strcmp(name_of(found->paths[i]), name))
			return true;
	return false;
}

static bool is_drop_in(const char *name)
{
	const size_t length = strlen(name);

	return *name != '.' && length > strlen(SUFFIX) &&
	       !strcmp(name + length - strlen(SUFFIX), SUFFIX);
}

static int add_folder(struct found *found, const char *path, struct fault *fault)
{
	_cleanup_(close_folder) DIR *folder = opendir(path);
	struct dirent *entry;

	if (!folder)
		return errno == ENOENT ? 0 : fault_set(fault, -errno, "%s: cannot be opened: %s",
						       path, error_text(errno));
	while (errno = 0, (entry = readdir(folder))) {
		if (!is_drop_in(entry->d_name) || has_name(found, entry->d_name))
			continue;
		if (found->count == DROP_INS_MAX)
			return fault_set(fault, -E2BIG, "%s: more than %d drop-ins", path,
					 DROP_INS_MAX);
		if (asprintf(&found->paths[found->count], "%s/%s", path, entry->d_name) < 0)
			return fault_set(fault, -ENOMEM, "%s: out of memory", path);
		found->count++;
	}
	return errno ? fault_set(fault, -errno, "%s: cannot be listed: %s", path,
				 error_text(errno)) : 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(name_of(*(char *const *)a), name_of(*(char *const *)b));
}

static int call_main(const char *const roots[], const char *name, drop_ins_fn fn, void *user,
		     struct fault *fault)
{
	char path[PATH_MAX];

	for (; *roots; roots++) {
		if (snprintf(path, sizeof(path), "%s/%s", *roots, name) >= PATH_MAX)
			return fault_set(fault, -ENAMETOOLONG, "%s: the path is too long", name);
		if (!access(path, F_OK))
			return fn(user, path, fault);
		if (errno != ENOENT)
			return fault_set(fault, -errno, "%s: cannot be looked for: %s", path,
					 error_text(errno));
	}
	return 0;
}

int drop_ins_each(const char *const roots[], const char *name, drop_ins_fn fn, void *user,
		  struct fault *fault)
{
	_cleanup_(found_deinit) struct found found = { .count = 0 };
	const char *const *root;
	char folder[PATH_MAX];
	size_t i;
	int r;

	r = call_main(roots, name, fn, user, fault);
	for (root = roots; !r && *root; root++) {
		if (snprintf(folder, sizeof(folder), "%s/%s.d", *root, name) >= PATH_MAX)
			return fault_set(fault, -ENAMETOOLONG, "%s: the path is too long", name);
		r = add_folder(&found, folder, fault);
	}
	if (r < 0)
		return r;
	qsort(found.paths, found.count, sizeof(found.paths[0]), compare);
	for (i = 0; !r && i < found.count; i++)
		r = fn(user, found.paths[i], fault);
	return r;
}
