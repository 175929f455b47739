/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder of certificates.
 */
#include "lib/sys/cert_cache.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"
#include "lib/sys/whole_file.h"

struct cert_cache {
	char path[PATH_MAX];
};

static bool is_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789-.";
	size_t length = strlen(name);

	return length && length < CERT_CACHE_NAME_MAX && strspn(name, letters) &&
	       strspn(name, others) == length;
}

int cert_cache_open(const char *path, struct cert_cache **ret, struct fault *fault)
{
	_cleanup_(cert_cache_cleanup) struct cert_cache *cache = calloc(1, sizeof(*cache));
	struct stat status;

	if (!cache)
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	if ((size_t)snprintf(cache->path, sizeof(cache->path), "%s", path) >=
	    sizeof(cache->path) - CERT_CACHE_NAME_MAX)
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	if (stat(path, &status) < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	if (!S_ISDIR(status.st_mode))
		return fault_set(fault, -ENOTDIR, "%s: %s", path, error_text(ENOTDIR));
	*ret = TAKE_PTR(cache);
	return 0;
}

int cert_cache_make(const char *path, struct cert_cache **ret, struct fault *fault)
{
	int r = folder_make(path, 0755, fault);

	return r < 0 ? r : cert_cache_open(path, ret, fault);
}

int cert_cache_put(struct cert_cache *cache, const char *name, const void *data, size_t size,
		   struct fault *fault)
{
	char path[PATH_MAX];

	if (!is_name(name))
		return fault_set(fault, -EINVAL, "%s: '%.100s' is no name for a file here",
				 cache->path, name);
	if (size > CERT_CACHE_FILE_MAX)
		return fault_set(fault, -E2BIG, "%s: %zu bytes are more than %u", name, size,
				 CERT_CACHE_FILE_MAX);
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", cache->path, name) >= sizeof(path))
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	return whole_file_write(path, data, size, fault);
}

struct names {
	struct dirent **items;
	int count;
};

static void names_deinit(struct names *names)
{
	while (names->count > 0)
		free(names->items[--names->count]);
	free(names->items);
}

static int is_kept(const struct dirent *entry)
{
	return is_name(entry->d_name);
}

static int visit_file(struct cert_cache *cache, const char *name, cert_cache_visit *visit,
		      void *context)
{
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(CERT_CACHE_FILE_MAX);
	char path[PATH_MAX];

	if ((size_t)snprintf(path, sizeof(path), "%s/%s", cache->path, name) >= sizeof(path) ||
	    file_read(path, &bytes, NULL) < 0)
		return 0;
	return visit(context, name, bytes.data, bytes.size);
}

int cert_cache_each(struct cert_cache *cache, const char *prefix, cert_cache_visit *visit,
		    void *context, struct fault *fault)
{
	_cleanup_(names_deinit) struct names names = { .items = NULL };
	int r = 0, i;

	names.count = scandir(cache->path, &names.items, is_kept, alphasort);
	if (names.count < 0)
		return fault_set(fault, -errno, "%s: %s", cache->path, error_text(errno));
	if (names.count > CERT_CACHE_FILES_MAX)
		return fault_set(fault, -E2BIG, "%s: more than %u files", cache->path,
				 CERT_CACHE_FILES_MAX);
	for (i = 0; !r && i < names.count; i++)
		if (!strncmp(names.items[i]->d_name, prefix, strlen(prefix)))
			r = visit_file(cache, names.items[i]->d_name, visit, context);
	return r;
}

const char *cert_cache_path(const struct cert_cache *cache)
{
	return cache->path;
}

void cert_cache_close(struct cert_cache *cache)
{
	free(cache);
}

void cert_cache_cleanup(struct cert_cache **cache)
{
	cert_cache_close(*cache);
}
