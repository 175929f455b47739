/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A folder that comes into being whole or not at all: files are written into a
 * hidden folder beside it, synced, and the folder is renamed into place, which
 * fails when something has taken the name meanwhile.
 *
 * A process that is killed in between leaves the hidden folder
 * (".NAME.XXXXXX") behind, never a NAME that is incomplete.
 */
#pragma once

#include <stddef.h>

struct fault;
struct staged_dir;

/*
 * Prepares for @path, whose parent must exist and @path itself must not.  0;
 * -EEXIST; else the -errno of what failed.
 */
int staged_dir_new(const char *path, struct staged_dir **ret, struct fault *fault);

/* Writes the file @name, mode 0644, with @size bytes, and syncs it.  0 or -errno. */
int staged_dir_write(struct staged_dir *dir, const char *name, const void *data, size_t size,
		     struct fault *fault);

/*
 * Makes the folder appear as @path with all that was written.  0; -EEXIST when
 * @path exists now; else -errno.  After success only staged_dir_free() is left.
 */
int staged_dir_publish(struct staged_dir *dir, struct fault *fault);

/* Removes what was not published.  Accepts NULL. */
void staged_dir_free(struct staged_dir *dir);
void staged_dir_cleanup(struct staged_dir **dir);
