/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a support case needs to know of this guest, in parts: each is a file, or what a command
 * says, and none has a secret in it.
 */
#pragma once

#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/fault.h"

#define ARCHIVE_PARTS_MAX	96
#define ARCHIVE_PART_MAX	(1u << 20)	/* bytes of one: what is more is cut */
#define ARCHIVE_MAX		(48u << 20)
#define ARCHIVE_NAME_MAX	80

struct archive_part {
	char name[ARCHIVE_NAME_MAX];
	char holds[FAULT_TEXT_MAX];	/* for README.txt */
	char note[FAULT_TEXT_MAX];	/* why it is not whole, or not there; or empty */
	struct buffer data;
};

struct archive {
	struct archive_part parts[ARCHIVE_PARTS_MAX];
	size_t count;
};

/* Another part, empty yet; NULL: there are too many. */
struct archive_part *archive_add(struct archive *archive, const char *name, const char *holds);

/* archive_parts.c: gathers all parts; what is not to be had is noted in its part. */
void archive_gather(struct archive *archive, const char *root);

/*
 * archive_run.c: what a program says on standard output, with @has_errors on standard error
 * too, into @part; it has 30 s.
 */
void archive_run(struct archive_part *part, char *const argv[], int has_errors);

/* The whole of it as an archive, README.txt first.  0; -E2BIG, -ENOMEM. */
int archive_pack(const struct archive *archive, struct buffer *ret);

void archive_deinit(struct archive *archive);
