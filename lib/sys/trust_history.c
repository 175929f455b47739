/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two files of lines.
 */
#include "lib/sys/trust_history.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"

#define FILE_SIZE_MAX	(8u * 1024 * 1024)	/* of one that is read: whoever wrote it */
#define FILE_MODE	0644
#define FOLDER_MODE	0755

struct trust_history {
	char path[PATH_MAX], old[PATH_MAX], folder[PATH_MAX];
	int fd;
	size_t share, size;	/* of the younger file */
	size_t cut;
	uint64_t number;	/* of the next entry */
	struct trust_entry last;
	bool has_last;
};

struct walk {
	trust_history_fn fn;
	void *user;
	size_t skipped;
	size_t end;	/* behind the last whole line, in the file that is gone through */
};

/* With its newline; empty: there is no further one that ends. */
static struct cursor next_line(struct cursor *text)
{
	struct cursor ahead = *text;
	size_t length = 0;

	while (cursor_left(&ahead)) {
		length++;
		if (cursor_u8(&ahead) == '\n')
			return cursor_sub(text, length);
	}
	return (struct cursor){ .data = NULL };
}

static int walk_file(const char *path, struct walk *walk, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(FILE_SIZE_MAX);
	struct trust_entry entry;
	struct cursor cursor, line;
	int r;

	walk->end = 0;
	r = file_read(path, &text, fault);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	cursor_init(&cursor, text.data, text.size);
	while (line = next_line(&cursor), cursor_left(&line)) {
		const size_t size = cursor_left(&line);

		if (trust_entry_decode(cursor_bytes(&line, size), size, &entry, NULL) < 0) {
			walk->skipped++;
			continue;
		}
		walk->end = cursor.position;
		r = walk->fn(walk->user, &entry);
		if (r)
			return r;
	}
	walk->skipped += cursor_left(&cursor) > 0;
	return 0;
}

static int old_path(const char *path, char ret[static PATH_MAX], struct fault *fault)
{
	if (snprintf(ret, PATH_MAX, "%s.old", path) >= PATH_MAX)
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	return 0;
}

int trust_history_each(const char *path, trust_history_fn fn, void *user, size_t *ret_skipped,
		       struct fault *fault)
{
	struct walk walk = { .fn = fn, .user = user };
	char old[PATH_MAX];
	int r;

	r = old_path(path, old, fault);
	if (!r)
		r = walk_file(old, &walk, fault);
	if (!r)
		r = walk_file(path, &walk, fault);
	if (ret_skipped)
		*ret_skipped = walk.skipped;
	return r;
}

static int take_entry(void *user, const struct trust_entry *entry)
{
	struct trust_history *history = user;

	if (entry->number >= history->number && entry->number < UINT64_MAX)
		history->number = entry->number + 1;
	history->last = *entry;
	history->has_last = true;
	return 0;
}

static int sync_folder(const struct trust_history *history, struct fault *fault)
{
	_cleanup_(cleanup_close) int fd = open(history->folder,
					       O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL && errno != EROFS))
		return fault_set(fault, -errno, "%s: cannot be synced: %s", history->folder,
				 error_text(errno));
	return 0;
}

static int open_file(struct trust_history *history, struct fault *fault)
{
	history->fd = open(history->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			   FILE_MODE);
	if (history->fd < 0)
		return fault_set(fault, -errno, "%s: cannot be opened: %s", history->path,
				 error_text(errno));
	return sync_folder(history, fault);
}

/* What stands behind the last whole line of the younger file is of a write that was cut. */
static int repair(struct trust_history *history, struct fault *fault)
{
	struct walk walk = { .fn = take_entry, .user = history };
	off_t size;
	int r;

	r = walk_file(history->old, &walk, fault);
	if (!r)
		r = walk_file(history->path, &walk, fault);
	if (r < 0)
		return r;
	size = lseek(history->fd, 0, SEEK_END);
	if (size < 0 || ((size_t)size > walk.end && (ftruncate(history->fd, (off_t)walk.end) < 0 ||
						     fdatasync(history->fd) < 0)))
		return fault_set(fault, -errno, "%s: its torn last line cannot be cut off: %s",
				 history->path, error_text(errno));
	history->cut = (size_t)size - walk.end;
	history->size = walk.end;
	return 0;
}

int trust_history_open(const char *path, size_t share, struct trust_history **ret,
		       struct fault *fault)
{
	_cleanup_(trust_history_cleanup) struct trust_history *history =
		calloc(1, sizeof(*history));
	int r;

	if (!history)
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	history->fd = -1;
	history->share = share;
	if (share < TRUST_ENTRY_SIZE_MAX || share > FILE_SIZE_MAX)
		return fault_set(fault, -EINVAL, "%s: a share of %zu bytes", path, share);
	r = old_path(path, history->old, fault);
	if (!r)
		r = folder_of(path, history->folder, fault);
	if (!r)
		r = folder_make(history->folder, FOLDER_MODE, fault);
	if (r < 0)
		return r;
	(void)snprintf(history->path, sizeof(history->path), "%s", path); /* its .old fits */
	r = open_file(history, fault);
	if (!r)
		r = repair(history, fault);
	if (!r)
		*ret = TAKE_PTR(history);
	return r;
}

size_t trust_history_cut(const struct trust_history *history)
{
	return history->cut;
}

static int begin_anew(struct trust_history *history, struct fault *fault)
{
	if (rename(history->path, history->old) < 0)
		return fault_set(fault, -errno, "%s: cannot become %s: %s", history->path,
				 history->old, error_text(errno));
	cleanup_close(&history->fd);
	history->fd = -1;
	history->size = 0;
	return open_file(history, fault);
}

/* What was not written whole is taken back: the next line must begin at a line's begin. */
static int write_line(struct trust_history *history, const struct buffer *line,
		      struct fault *fault)
{
	ssize_t done = write(history->fd, line->data, line->size);
	int error = done < 0 ? errno : (size_t)done < line->size ? ENOSPC : 0;

	if (!error && fdatasync(history->fd) < 0)
		error = errno;
	if (!error) {
		history->size += line->size;
		return 0;
	}
	/* Where even that fails, the next opening cuts it off. */
	(void)!ftruncate(history->fd, (off_t)history->size);
	return fault_set(fault, -error, "%s: a line cannot be added: %s", history->path,
			 error_text(error));
}

uint64_t trust_history_count(const struct trust_history *history)
{
	return history->number;
}

const struct trust_entry *trust_history_last(const struct trust_history *history)
{
	return history->has_last ? &history->last : NULL;
}

int trust_history_append(struct trust_history *history, struct trust_entry *entry,
			 struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer line = BUFFER_INIT(TRUST_ENTRY_SIZE_MAX);
	struct trust_entry numbered = *entry;
	int r;

	numbered.number = history->number;
	r = trust_entry_encode(&numbered, &line);
	if (r < 0)
		return fault_set(fault, r, "%s: an entry cannot be written down", history->path);
	if (history->fd < 0)
		r = open_file(history, fault);
	else if (history->size + line.size > history->share)
		r = begin_anew(history, fault);
	if (!r)
		r = write_line(history, &line, fault);
	if (r < 0)
		return r;
	history->number++;
	entry->number = numbered.number;
	history->last = numbered;
	history->has_last = true;
	return 0;
}

void trust_history_close(struct trust_history *history)
{
	if (!history)
		return;
	cleanup_close(&history->fd);
	free(history);
}

void trust_history_cleanup(struct trust_history **history)
{
	trust_history_close(*history);
}
