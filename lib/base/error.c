/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words for errno values: where libc's are for programmers, plainer ones.
 */
#include "lib/base/error.h"

#include <errno.h>
#include <string.h>

const char *error_text(int error)
{
	switch (error < 0 ? -error : error) {
	case EACCES:
	case EPERM:
		return "permission denied";
	case ENOENT:
		return "there is no such file";
	case ENODEV:
	case ENXIO:
		return "there is no such device";
	case EEXIST:
		return "exists already";
	case ENOSPC:
		return "no space left on the device";
	case EROFS:
		return "the file system is read-only";
	case ENOMEM:
		return "out of memory";
	}
	return strerrordesc_np(error < 0 ? -error : error) ?: "unknown error";
}
