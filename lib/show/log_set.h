/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The logs of one boot, read from files and gone through as one: firmware's, then
 * systemd's, then IMA's.  A log that breaks off keeps what was read before, and is
 * marked so.
 */
#pragma once

#include <limits.h>
#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"
#include "lib/format/eventlog.h"
#include "lib/policy/replay.h"

struct collect_log_paths;

#define LOG_SET_MAX	8

struct log_file {
	char path[PATH_MAX];
	struct buffer bytes;
	struct eventlog log;	/* before its first event */
	bool is_dirty;		/* systemd knows that a record is missing (sticky bit) */
	size_t events;		/* that were read */
	int error;		/* -errno where the log breaks off */
	struct fault fault;	/* then: why, and where */
};

struct log_set {
	struct log_file *files[LOG_SET_MAX];
	size_t count;
	bool is_own;		/* nobody named them: they are what this machine has */
};

/* Called for each event in order; what it returns below 0 ends the walk. */
typedef int (*log_set_fn)(void *user, const struct log_file *file,
			  const struct eventlog_event *event, struct fault *fault);

/*
 * Reads the files at @paths (up to NULL or LOG_SET_MAX); with none, this machine's: those of
 * @own, and where it names none, those that are usually there.  @own
 * may be NULL where @paths has some.  @format forces what they are; NULL: each is
 * recognised.  0, or -errno.
 */
int log_set_read(struct log_set *set, const char *const paths[], const char *format,
		 const struct collect_log_paths *own, struct fault *fault);

/* Reads the firmware's log at @path into an empty set.  0, or -errno. */
int log_set_read_firmware(struct log_set *set, const char *path, struct fault *fault);

/* Reads this machine's firmware log into an empty set.  0, or -errno. */
int log_set_read_own_firmware(struct log_set *set, const struct collect_log_paths *own,
			      struct fault *fault);

/* The log in @bytes, which becomes the set's, as if it had been read from @path. */
int log_set_take(struct log_set *set, const char *path, struct buffer *bytes,
		 struct fault *fault);

/*
 * Adds what systemd has logged on this machine since, if it has: it extends PCRs of the
 * firmware as well.  0, or -errno; then the set is as it was.
 */
int log_set_add_systemd(struct log_set *set, const struct collect_log_paths *own,
			struct fault *fault);

/*
 * Goes through all events.  0, also where logs broke off, see is_complete below, or @fn
 * returned -EBADMSG or -E2BIG, which breaks a log off there; or what else @fn returned
 * below 0, with @fault.
 */
int log_set_walk(struct log_set *set, log_set_fn fn, void *user, struct fault *fault);

/* Whether the walk reached the end of that log, and all that was measured is in it. */
bool log_file_is_complete(const struct log_file *file);

/* The same of every log. */
bool log_set_is_complete(const struct log_set *set);

/* Replays all of it.  0, or -errno. */
int log_set_replay(struct log_set *set, struct replay **ret, struct fault *fault);

void log_set_deinit(struct log_set *set);
