/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd and svsm-disks say to each other over a stream, one question for each
 * connection:
 *
 *	svsm-disks 1 list [VOLUME]\n		or test, explain, which need a VOLUME
 *
 *	done SIZE\n				and SIZE bytes of JSON
 *	failed SIZE\n				and SIZE bytes of words: why not
 *
 * A volume is named, never located: by its UUID, or as volumes.conf would (volumes_file.h), and
 * not with "-" first.  There is one text for each message.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/format/volumes_file.h"

struct buffer;
struct fault;

#define DISKS_MESSAGE_REQUEST_MAX	(32 + VOLUMES_FILE_NAME_MAX)
#define DISKS_MESSAGE_HEAD_MAX		32
#define DISKS_MESSAGE_JSON_MAX		(1024u * 1024)
#define DISKS_MESSAGE_WORDS_MAX		512

enum disks_message_verb {
	DISKS_MESSAGE_LIST,
	DISKS_MESSAGE_TEST,
	DISKS_MESSAGE_EXPLAIN,
};

struct disks_message_request {
	enum disks_message_verb verb;
	char volume[VOLUMES_FILE_NAME_MAX + 1];		/* "": all, where they are listed */
};

struct disks_message_head {
	bool is_done;
	uint32_t size;		/* of what follows */
};

/* The verb of that name.  0, or -ENOENT. */
int disks_message_find(const char *name, enum disks_message_verb *ret);

bool disks_message_is_volume(const char *text);

/* Appends the line.  0; -EINVAL: it is no request; -E2BIG; -ENOMEM. */
int disks_message_encode_request(const struct disks_message_request *request, struct buffer *out);

/* The line, with its end and nothing behind it.  0; -EBADMSG, and @ret is untouched. */
int disks_message_decode_request(const void *data, size_t size,
				 struct disks_message_request *ret, struct fault *fault);

/* Likewise; -E2BIG: more than such an answer may have. */
int disks_message_encode_head(const struct disks_message_head *head, struct buffer *out);
int disks_message_decode_head(const void *data, size_t size, struct disks_message_head *ret,
			      struct fault *fault);
