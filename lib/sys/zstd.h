/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Zstandard (RFC 8878) in memory, by libzstd, which is loaded when it is first used and not
 * before.
 */
#pragma once

#include <stddef.h>

struct buffer;
struct fault;

/* Appends one frame, which says its size.  0; -EOPNOTSUPP: no libzstd; -E2BIG; -ENOMEM; -EIO. */
int zstd_compress(const void *data, size_t size, struct buffer *out, struct fault *fault);

/*
 * Appends what is in the one frame that @data is, however hostile: it takes no more memory
 * than @out's limit allows.  0; -EBADMSG: it is damaged, or something stands behind it;
 * -E2BIG: it says that it is larger than the limit; -EOPNOTSUPP, -ENOMEM.
 */
int zstd_decompress(const void *data, size_t size, struct buffer *out, struct fault *fault);
