/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Unpacking by zlib.
 */
#include "lib/sys/gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <zlib.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/library.h"

#define LIBRARY	"libz.so.1"
#define PIECE	16384

struct library {
	void *handle;
	__typeof__(gzdopen) *open;
	__typeof__(gzread) *read;
	__typeof__(gzclose) *close;
};

static int open_library(struct library *library, struct fault *fault)
{
	const struct library_function functions[] = {
		{ "gzdopen", &library->open },
		{ "gzread", &library->read },
		{ "gzclose", &library->close },
	};

	return library_load(LIBRARY, "what is packed by gzip is read by it (Debian: zlib1g)",
			    functions, sizeof(functions) / sizeof(functions[0]),
			    &library->handle, fault);
}

static void close_library(struct library *library)
{
	library_unload(&library->handle);
}

static int read_all(const struct library *library, gzFile file, struct buffer *out)
{
	uint8_t piece[PIECE];
	int got, r = 0;

	while (!r && (got = library->read(file, piece, sizeof(piece)))) {
		if (got < 0)
			return -EBADMSG;
		r = buffer_append(out, piece, (size_t)got);
	}
	return r;
}

int gzip_read(const char *path, struct buffer *out, struct fault *fault)
{
	_cleanup_(close_library) struct library library = { .handle = NULL };
	_cleanup_(cleanup_close) int fd = -1;
	const size_t before = out->size;
	gzFile file;
	int r;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fault_set(fault, -errno, "%s: %s", path, error_text(errno));
	r = open_library(&library, fault);
	if (r < 0)
		return r;
	file = library.open(fd, "r");
	if (!file)
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	(void)TAKE_FD(fd); /* it is the file's now */
	r = read_all(&library, file, out);
	if (library.close(file) != Z_OK && !r)
		r = -EBADMSG; /* cut short */
	if (r < 0) {
		out->size = before;
		return fault_set(fault, r, "%s: cannot be unpacked: %s", path, error_text(r));
	}
	return 0;
}
