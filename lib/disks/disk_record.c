/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keeping logs, and reading them.
 */
#include "lib/disks/disk_record.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/sys/command_line.h"
#include "lib/sys/file.h"
#include "lib/sys/folder.h"
#include "lib/sys/whole_file.h"
#include "lib/sys/zstd.h"

#define FOLDER_MODE	0700
#define FILE_MODE	0600

static int make_path(const char *folder, const uint8_t *number, const char *suffix,
		     char ret[static PATH_MAX], struct fault *fault)
{
	char name[HEX_TEXT_SIZE(SVSM_TOKEN_RECORD_SIZE)];

	hex_encode(number, SVSM_TOKEN_RECORD_SIZE, name);
	if ((size_t)snprintf(ret, PATH_MAX, "%s/%s%s", folder, name, suffix) >= PATH_MAX)
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", folder);
	return 0;
}

static int keep_command_line(const char *folder, const uint8_t *number, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer text = BUFFER_INIT(LOG_STORY_COMMAND_LINE_MAX);
	char path[PATH_MAX];
	int r;

	if (command_line_read(&text, NULL) < 0)
		return 0; /* the log is worth something without it */
	r = make_path(folder, number, ".cmdline", path, fault);
	return r < 0 ? r : whole_file_create(path, FILE_MODE, text.data, text.size, fault);
}

static int keep_log(const char *folder, const struct collect_log_paths *own,
		    const uint8_t *number, struct fault *fault)
{
	_cleanup_(log_set_deinit) struct log_set set = { .count = 0 };
	_cleanup_(buffer_deinit) struct buffer packed = BUFFER_INIT(2 * DISK_RECORD_LOG_MAX);
	char path[PATH_MAX];
	int r;

	r = log_set_read_own_firmware(&set, own, fault);
	if (r < 0)
		return r;
	if (set.files[0]->bytes.size > DISK_RECORD_LOG_MAX)
		return fault_set(fault, -E2BIG, "%s: has more than %u bytes", set.files[0]->path,
				 DISK_RECORD_LOG_MAX);
	r = zstd_compress(set.files[0]->bytes.data, set.files[0]->bytes.size, &packed, fault);
	if (!r)
		r = make_path(folder, number, ".log.zst", path, fault);
	return r < 0 ? r : whole_file_create(path, FILE_MODE, packed.data, packed.size, fault);
}

int disk_record_keep(const char *folder, const struct collect_log_paths *own,
		     const uint8_t number[static SVSM_TOKEN_RECORD_SIZE], struct fault *fault)
{
	int r = folder_make(folder, FOLDER_MODE, fault);

	if (!r)
		r = keep_log(folder, own, number, fault);
	if (!r)
		r = keep_command_line(folder, number, fault);
	if (r < 0)
		disk_record_forget(folder, number);
	return r;
}

void disk_record_forget(const char *folder, const uint8_t number[static SVSM_TOKEN_RECORD_SIZE])
{
	static const char *const suffixes[] = { ".log.zst", ".cmdline" };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (!make_path(folder, number, suffixes[i], path, NULL))
			(void)unlink(path); /* of no use to anybody, and no harm */
}

int disk_record_read(const char *folder, const uint8_t number[static SVSM_TOKEN_RECORD_SIZE],
		     struct disk_record *ret, struct fault *fault)
{
	_cleanup_(buffer_deinit) struct buffer packed = BUFFER_INIT(2 * DISK_RECORD_LOG_MAX);
	_cleanup_(buffer_deinit) struct buffer bytes = BUFFER_INIT(DISK_RECORD_LOG_MAX);
	struct fault reason = FAULT_NONE;
	char path[PATH_MAX];
	int r;

	r = make_path(folder, number, ".log.zst", path, fault);
	if (!r)
		r = file_read(path, &packed, fault);
	if (r < 0)
		return r;
	r = zstd_decompress(packed.data, packed.size, &bytes, &reason);
	if (r < 0)
		return fault_set(fault, r, "%s: %s", path, reason.text);
	r = log_set_take(&ret->set, path, &bytes, fault);
	if (!r)
		r = make_path(folder, number, ".cmdline", path, fault);
	if (!r && file_read(path, &ret->command_line, NULL) < 0)
		ret->command_line.size = 0; /* it is not known then */
	return r;
}

int disk_record_read_now(const struct collect_log_paths *own, struct disk_record *ret,
			 struct fault *fault)
{
	int r = log_set_read_own_firmware(&ret->set, own, fault);

	if (!r && command_line_read(&ret->command_line, NULL) < 0)
		ret->command_line.size = 0; /* likewise */
	return r;
}

int disk_record_tell(struct disk_record *record, uint32_t pcrs, struct fault *fault)
{
	const struct buffer *line = &record->command_line;
	char text[LOG_STORY_COMMAND_LINE_MAX + 1];
	int r;

	r = log_story_read(&record->story, &record->set, pcrs, fault);
	if (r < 0 || !line->size)
		return r;
	memcpy(text, line->data, line->size);
	text[line->size] = '\0';
	r = log_story_know_command_line(&record->story, text);
	return r < 0 ? fault_set(fault, r, "event log: out of memory") : 0;
}

void disk_record_deinit(struct disk_record *record)
{
	log_story_deinit(&record->story);
	buffer_deinit(&record->command_line);
	log_set_deinit(&record->set);
}
