/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The history of trust on disk: lines that are only ever appended, in two files.  The
 * younger one, PATH, grows until it has its share; then it is renamed to PATH.old, in
 * place of the older one, and a new one begins.  So the disk never holds more than twice
 * the share, the last half of what fits is always there, and nothing that was written is
 * written again.
 *
 * Each line is synced before the call returns.  What a crash or a power cut leaves of the
 * line that was being written is no line of ours (trust_entry.h), and is cut off when the
 * history is opened: lines before it are whole.  A rename happens or does not.
 *
 * One writer at a time, which the caller sees to; readers need no lock.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/trust_entry.h"

struct fault;
struct trust_history;

#define TRUST_HISTORY_SHARE		(128u * 1024)	/* bytes of one file */

/* Called for each entry, oldest first; what it returns other than 0 ends the walk. */
typedef int (*trust_history_fn)(void *user, const struct trust_entry *entry);

/*
 * Opens it for writing, made where there is none; cuts off what is no line.  @share: of one
 * file, at least TRUST_ENTRY_SIZE_MAX.  0, or -errno.
 */
int trust_history_open(const char *path, size_t share, struct trust_history **ret,
		       struct fault *fault);

/* Bytes that were cut off when it was opened: a sign of a crash, for the log. */
size_t trust_history_cut(const struct trust_history *history);

/* Entries that it has ever had, those that are gone too. */
uint64_t trust_history_count(const struct trust_history *history);

/* The last entry that it has; NULL: there is none.  The history's, until the next call. */
const struct trust_entry *trust_history_last(const struct trust_history *history);

/* Appends @entry with the number that is its turn, which it gets.  0, or -errno. */
int trust_history_append(struct trust_history *history, struct trust_entry *entry,
			 struct fault *fault);

/*
 * Reads both files.  Lines that are none are passed over and counted to @ret_skipped, which
 * may be NULL.  0, also where there is no history; what @fn returned; or -errno.
 */
int trust_history_each(const char *path, trust_history_fn fn, void *user, size_t *ret_skipped,
		       struct fault *fault);

/* Accepts NULL. */
void trust_history_close(struct trust_history *history);
void trust_history_cleanup(struct trust_history **history);
