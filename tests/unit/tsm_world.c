/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A played report interface.  See tsm_world.h.
 */
#include "tests/unit/tsm_world.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

const char *const tsm_names[TSM_FILES_MAX] = {
	[PROVIDER] = "service_provider",
	[GUID] = "service_guid",
	[VERSION] = "service_manifest_version",
	[INBLOB] = "inblob",
	[OUTBLOB] = "outblob",
	[MANIFESTBLOB] = "manifestblob",
	[AUXBLOB] = "auxblob",
	[GENERATION] = "generation",
	[FLOOR] = "privlevel_floor",
};

struct tsm_world played;

static bool is_request(const char *path)
{
	const size_t len = strlen(played.folder);

	return len && !strncmp(path, played.folder, len) && path[len] == '/';
}

static bool is_failing(int fd)
{
	char link[64], path[512];
	ssize_t len;

	if (!played.failing)
		return false;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (len < 0)
		return false;
	path[len] = '\0';
	return is_request(path) && !strcmp(strrchr(path, '/') + 1, played.failing);
}

static void file_path(const char *folder, enum tsm_file file, char ret[static 1024])
{
	(void)snprintf(ret, 1024, "%s/%s", folder, tsm_names[file]);
}

static void make_file(const char *folder, enum tsm_file file)
{
	const char *data = played.contents[file];
	size_t size = data ? strlen(data) : 0;
	char full[1024];
	int fd;

	if (!data)
		return;
	if (file == MANIFESTBLOB && played.manifest) {
		data = (const char *)played.manifest->data;
		size = played.manifest->size;
	}
	file_path(folder, file, full);
	fd = open(full, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(syscall(SYS_write, fd, data, size), size);
	if (file == OUTBLOB && played.blob_size)
		assert_int_equal(ftruncate(fd, (off_t)played.blob_size), 0);
	close(fd);
}

int mkdir(const char *path, mode_t mode)
{
	int file;

	if (is_request(path) && played.mkdir_error) {
		errno = played.mkdir_error;
		return -1;
	}
	if (mkdirat(AT_FDCWD, path, mode) < 0)
		return -1;
	for (file = 0; file < TSM_FILES_MAX && is_request(path); file++)
		make_file(path, (enum tsm_file)file);
	played.made += is_request(path);
	return 0;
}

int rmdir(const char *path)
{
	struct bytes *seen;
	char full[1024];
	int file, fd;
	long len;

	for (file = 0; file < TSM_FILES_MAX && is_request(path); file++) {
		seen = &played.seen[file];
		seen->size = 0;
		file_path(path, file, full);
		fd = open(full, O_RDONLY);
		if (fd < 0)
			continue;
		len = syscall(SYS_read, fd, seen->data, sizeof(seen->data));
		assert_true(len >= 0);
		seen->size = (size_t)len;
		close(fd);
		assert_int_equal(unlink(full), 0);
	}
	played.removed += is_request(path);
	return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

ssize_t read(int fd, void *buffer, size_t size)
{
	if (is_failing(fd)) {
		errno = played.error;
		return -1;
	}
	return syscall(SYS_read, fd, buffer, size);
}

ssize_t write(int fd, const void *data, size_t size)
{
	if (is_failing(fd) && played.error) {
		errno = played.error;
		return -1;
	}
	return syscall(SYS_write, fd, data, is_failing(fd) ? size / 2 : size);
}

void played_begin(void)
{
	memset(&played, 0, sizeof(played));
	tree_init(&played.tree);
	tree_path(&played.tree, "report", played.folder);
	assert_int_equal(mkdirat(AT_FDCWD, played.folder, 0700), 0);
	played.contents[PROVIDER] = "";
	played.contents[GUID] = "";
	played.contents[VERSION] = "";
	played.contents[INBLOB] = "";
	played.contents[OUTBLOB] = "the report";
	played.contents[MANIFESTBLOB] = "the manifest";
	played.contents[AUXBLOB] = "the certificates";
	played.contents[GENERATION] = "2\n";
	played.contents[FLOOR] = "2\n";
}

void played_end(void)
{
	tree_deinit(&played.tree);
}
