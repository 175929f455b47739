/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What changed from one boot to another: measurements of the same register in the same
 * order are the same boot; one that is gone and one that is new about the same subject
 * are one change.
 */
#pragma once

#include <stddef.h>

struct fault;
struct json_object;
struct log_story;
struct story_digest;
struct story_event;

struct log_change {
	const struct story_event *before;	/* NULL: it is new */
	const struct story_event *after;	/* NULL: it is gone */
	/* Of a bank in which the two differ, if they share one; NULL: there is none. */
	const struct story_digest *digest_before, *digest_after;
};

struct log_diff {
	struct log_change *changes;
	size_t count;
	size_t capacity;
};

/* The changes point into both stories.  0, or -ENOMEM. */
int log_diff_run(const struct log_story *before, const struct log_story *after,
		 struct log_diff *ret, struct fault *fault);

/* A new document: see Documentation/eventlog.md. */
struct json_object *log_diff_change_json(const struct log_change *change);

void log_diff_deinit(struct log_diff *diff);
