/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Folders of small files: each read whole, replaced whole.  A reader, or a run after
 * a power cut, finds the old file or the new one, never half of one.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Opens the folder @name below @at, making it (0700) where there is none. */
int folder_open(int at, const char *name);

/* @ret_bytes is malloc'ed; -EFBIG when the file is larger than @max. */
int folder_read(int folder, const char *name, size_t max, uint8_t **ret_bytes, size_t *ret_len);
int folder_replace(int folder, const char *name, const void *bytes, size_t len, mode_t mode);
