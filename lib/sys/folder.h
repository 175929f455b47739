/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder that a file lies in: named, made, and held for one writer at a time.
 */
#pragma once

#include <limits.h>
#include <sys/types.h>

struct fault;

/* Of @path: what is before its last slash, "/" or ".".  0; -ENAMETOOLONG. */
int folder_of(const char *path, char ret[static PATH_MAX], struct fault *fault);

/*
 * Makes the folder @path with that mode, and those above it with 0755, where there are none;
 * one that is there keeps its mode.  0; -ENAMETOOLONG; -errno.
 */
int folder_make(const char *path, mode_t mode, struct fault *fault);

/*
 * Makes the folder of @path like that, and waits until nobody else has it by this function.
 * It is the caller's as long as @ret is open.  0, or -errno.
 */
int folder_lock(const char *path, mode_t mode, int *ret, struct fault *fault);
