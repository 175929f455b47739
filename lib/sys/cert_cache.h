/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder in which certificates and revocation lists are kept, one to a file, in
 * DER.  What is in it proves nothing: whoever reads it judges as if it came from the
 * network.  Files are written whole or not at all, and never changed.
 */
#pragma once

#include <stddef.h>

struct cert_cache;
struct fault;

#define CERT_CACHE_FILES_MAX	1024
#define CERT_CACHE_FILE_MAX	(256u * 1024)	/* bytes */
#define CERT_CACHE_NAME_MAX	96		/* with the terminating zero */

/* Opens @path.  0; -ENOENT when it is not there; else -errno. */
int cert_cache_open(const char *path, struct cert_cache **ret, struct fault *fault);

/* The same, and makes it (0755) and what leads to it where it is not there. */
int cert_cache_make(const char *path, struct cert_cache **ret, struct fault *fault);

/*
 * Keeps @size bytes as @name, which has letters, digits, '-' and '.' and begins with a
 * letter; what had that name before is replaced.  0; -EINVAL; -E2BIG; else -errno.
 */
int cert_cache_put(struct cert_cache *cache, const char *name, const void *data, size_t size,
		   struct fault *fault);

/* What cert_cache_each() calls for a file; the bytes are gone afterwards.  0, or -errno: stop. */
typedef int cert_cache_visit(void *context, const char *name, const void *data, size_t size);

/*
 * Visits the files whose names begin with @prefix, by name.  A file that is too large
 * or cannot be read is passed over.  0; -E2BIG above CERT_CACHE_FILES_MAX; what @visit
 * answered.
 */
int cert_cache_each(struct cert_cache *cache, const char *prefix, cert_cache_visit *visit,
		    void *context, struct fault *fault);

const char *cert_cache_path(const struct cert_cache *cache);

/* Accepts NULL. */
void cert_cache_close(struct cert_cache *cache);
void cert_cache_cleanup(struct cert_cache **cache);
