/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changing one volume's line of volumes.conf (volumes_file.h), and nothing else of it:
 * comments, lines of others and lines that are wrong stay byte for byte.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct volumes_file_entry;

/* Whether @entry is the volume whose line is changed. */
typedef bool (*volumes_edit_fn)(void *user, const struct volumes_file_entry *entry);

/*
 * Writes the file to @out without the lines of which @is_it says so; @line (NULL: none), which
 * has no end of its own, stands for the first of them, or at the end.  0; -E2BIG beyond
 * @out's limit; -ENOMEM.
 */
int volumes_edit(const void *data, size_t size, volumes_edit_fn is_it, void *user,
		 const char *line, struct buffer *out);
