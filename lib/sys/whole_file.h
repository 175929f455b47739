/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A file that is written complete or not at all: beside its place under another name,
 * synced, then renamed; and its folder is synced, so that it is there after a power cut.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct fault;

/* Writes @path, mode 0644, over what may be there.  0, or -errno. */
int whole_file_write(const char *path, const void *data, size_t size, struct fault *fault);

/*
 * Creates @path with that mode.  0; -EEXIST when something has that name, which is
 * left alone; else -errno.
 */
int whole_file_create(const char *path, mode_t mode, const void *data, size_t size,
		      struct fault *fault);
