/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whole files: read with a limit, from securityfs and procfs too, whose files
 * have size 0 and are read in pieces of the kernel's choosing.
 */
#pragma once

#include <stddef.h>

struct buffer;
struct fault;

/*
 * Reads all of @path behind what @buffer holds; @buffer's limit bounds it.  0;
 * -E2BIG beyond the limit; else the -errno of opening or reading.
 */
int file_read(const char *path, struct buffer *buffer, struct fault *fault);

/* The same from where @fd stands; @name is what faults call it. */
int file_read_fd(int fd, const char *name, struct buffer *buffer, struct fault *fault);
