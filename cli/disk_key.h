/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keys of volumes: those that the user has, and new ones of 256 bits.
 */
#pragma once

#include <stddef.h>

struct fault;
struct luks;
struct secret;

/*
 * The whole of the file at @path, as cryptsetup takes a key file: with a newline at its
 * end, if it has one.  0; -ENODATA: it is empty; -E2BIG above SECRET_SIZE_MAX; -errno.
 */
int disk_key_read(const char *path, struct secret *ret, struct fault *fault);

/*
 * The volume key of @luks, by the key in @key_file, or by the passphrase that is asked for
 * at the terminal (NULL).  0; -EPERM; -errno.
 */
int disk_key_unlock(struct luks *luks, const char *key_file, struct secret *ret,
		    struct fault *fault);

/* Fills @ret anew with random bytes.  0; -EIO, -ENOMEM. */
int disk_key_new(size_t size, struct secret *ret, struct fault *fault);
