/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The boot in which a volume was enrolled, kept to be compared with a later one: in @folder,
 * usually DISK_RECORD_FOLDER, which lies on a disk that must be open to be read.
 * Of each token, under the number that it names ("record"):
 *
 *	NUMBER.log.zst	the firmware's event log, compressed by Zstandard
 *	NUMBER.cmdline	the kernel's command line, which a UKI's log has as a digest alone
 *
 * What is read back proves nothing by itself: disk_cause.h holds it against the token.
 */
#pragma once

#include <stdint.h>

#include "lib/format/svsm_token.h"
#include "lib/show/log_set.h"
#include "lib/show/log_story.h"

#define DISK_RECORD_FOLDER	"/var/lib/svsm/enrolled"
#define DISK_RECORD_LOG_MAX	(16u << 20)	/* firmware's logs have some 100 KiB */

struct collect_log_paths;
struct fault;

/* One boot's firmware log. */
struct disk_record {
	struct log_set set;
	struct buffer command_line;	/* without an end; empty: not known */
	struct log_story story;
};

#define DISK_RECORD_NONE							\
	((struct disk_record){							\
		.set = { .count = 0 },						\
		.command_line = BUFFER_INIT(LOG_STORY_COMMAND_LINE_MAX),	\
	})

/* Keeps this boot, whose logs are @own.  0, or -errno: then nothing is kept. */
int disk_record_keep(const char *folder, const struct collect_log_paths *own,
		     const uint8_t number[static SVSM_TOKEN_RECORD_SIZE], struct fault *fault);

/* Forgets it; what is not there need not go. */
void disk_record_forget(const char *folder, const uint8_t number[static SVSM_TOKEN_RECORD_SIZE]);

/*
 * Reads what was kept, and this boot, into DISK_RECORD_NONE.  0; -ENOENT: there is no such
 * record; -EBADMSG, -E2BIG: it is no log; else -errno.
 */
int disk_record_read(const char *folder, const uint8_t number[static SVSM_TOKEN_RECORD_SIZE],
		     struct disk_record *ret, struct fault *fault);
int disk_record_read_now(const struct collect_log_paths *own, struct disk_record *ret,
			 struct fault *fault);

/* Makes the story of what the log tells of @pcrs.  0, or -errno. */
int disk_record_tell(struct disk_record *record, uint32_t pcrs, struct fault *fault);

void disk_record_deinit(struct disk_record *record);
