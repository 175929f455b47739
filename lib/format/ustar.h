/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Archives as POSIX.1-1988 has them ("ustar", IEEE Std 1003.1, pax, ustar Interchange Format):
 * files only, all of them root's and for root alone, which every tar can unpack.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buffer;

#define USTAR_BLOCK	512u
#define USTAR_NAME_MAX	99u	/* without the prefix field, which is not used */

/*
 * Appends a file.  0; -EINVAL for a name that is empty, absolute, or has other characters
 * than letters, digits and "-._/"; -ENAMETOOLONG; -E2BIG, -ENOMEM as buffer_append().
 */
int ustar_add(struct buffer *archive, const char *name, const void *data, size_t size,
	      int64_t time);

/* Its end: two blocks of zeros. */
int ustar_end(struct buffer *archive);
