/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whole frames by libzstd.
 */
#include "lib/sys/zstd.h"

#include <errno.h>
#include <string.h>
#include <zstd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/library.h"

#define LIBRARY	"libzstd.so.1"
#define LEVEL	9	/* logs are short: what is best at little cost */

struct library {
	void *handle;
	__typeof__(ZSTD_compress) *compress;
	__typeof__(ZSTD_compressBound) *bound;
	__typeof__(ZSTD_decompress) *decompress;
	__typeof__(ZSTD_findFrameCompressedSize) *frame_size;
	__typeof__(ZSTD_getFrameContentSize) *content_size;
	__typeof__(ZSTD_isError) *is_error;
};

static int open_library(struct library *library, struct fault *fault)
{
	const struct library_function functions[] = {
		{ "ZSTD_compress", &library->compress },
		{ "ZSTD_compressBound", &library->bound },
		{ "ZSTD_decompress", &library->decompress },
		{ "ZSTD_findFrameCompressedSize", &library->frame_size },
		{ "ZSTD_getFrameContentSize", &library->content_size },
		{ "ZSTD_isError", &library->is_error },
	};

	return library_load(LIBRARY, "event logs are kept by it (Debian: libzstd1)", functions,
			    sizeof(functions) / sizeof(functions[0]), &library->handle, fault);
}

static void close_library(struct library *library)
{
	library_unload(&library->handle);
}

int zstd_compress(const void *data, size_t size, struct buffer *out, struct fault *fault)
{
	_cleanup_(close_library) struct library library = { .handle = NULL };
	size_t bound, done;
	int r;

	r = open_library(&library, fault);
	if (r < 0)
		return r;
	bound = library.bound(size);
	if (library.is_error(bound))
		return fault_set(fault, -E2BIG, "%s: %zu bytes are too many", LIBRARY, size);
	r = buffer_reserve(out, bound);
	if (r < 0)
		return fault_set(fault, r, "%s: %zu bytes: %s", LIBRARY, size, error_text(r));
	done = library.compress(out->data + out->size, bound, data, size, LEVEL);
	if (library.is_error(done))
		return fault_set(fault, -EIO, "%s: cannot compress %zu bytes", LIBRARY, size);
	out->size += done;
	return 0;
}

/* How much is in the frame, as it says itself. */
static int read_size(const struct library *library, const void *data, size_t size,
		     size_t limit, size_t *ret, struct fault *fault)
{
	const unsigned long long content = library->content_size(data, size);
	const size_t frame = library->frame_size(data, size);

	if (content == ZSTD_CONTENTSIZE_ERROR || content == ZSTD_CONTENTSIZE_UNKNOWN ||
	    library->is_error(frame) || frame != size)
		return fault_set(fault, -EBADMSG, "it is not one frame of Zstandard that says its "
				 "size");
	if (content > limit)
		return fault_set(fault, -E2BIG, "it says that it holds %llu bytes, of which no more "
				 "than %zu are taken", content, limit);
	*ret = (size_t)content;
	return 0;
}

int zstd_decompress(const void *data, size_t size, struct buffer *out, struct fault *fault)
{
	_cleanup_(close_library) struct library library = { .handle = NULL };
	size_t content = 0, done;
	int r;

	r = open_library(&library, fault);
	if (!r)
		r = read_size(&library, data, size, out->limit - out->size, &content, fault);
	if (r < 0)
		return r;
	r = buffer_reserve(out, content);
	if (r < 0)
		return fault_set(fault, r, "%zu bytes: %s", content, error_text(r));
	done = library.decompress(out->data + out->size, content, data, size);
	if (library.is_error(done) || done != content)
		return fault_set(fault, -EBADMSG, "it is a damaged frame of Zstandard");
	out->size += done;
	return 0;
}
