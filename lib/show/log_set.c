/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the logs of one boot.
 */
#include "lib/show/log_set.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/evidence/collect_logs.h"
#include "lib/format/hash_algorithm.h"
#include "lib/sys/file.h"
#include "lib/sys/tpm_chip.h"

#define LOG_SIZE_MAX	(256u << 20)	/* IMA's grow as long as the machine is up */

#define SYSTEMD_LOG	"/run/log/systemd/tpm2-measure.log"
#define IMA_LOG		"/sys/kernel/security/ima/binary_runtime_measurements"

static int open_log(struct log_file *file, const char *format, struct fault *fault)
{
	enum eventlog_format forced;
	int r;

	if (!format)
		r = eventlog_init(&file->log, file->bytes.data, file->bytes.size, fault);
	else if (eventlog_format_find(format, &forced) < 0)
		return fault_set(fault, -EINVAL, "'%s': there is no such format", format);
	else
		r = eventlog_init_as(&file->log, forced, file->bytes.data, file->bytes.size, fault);
	return r < 0 ? fault_name(fault, r, file->path) : 0;
}

/* One more file, with nothing in it. */
static int add_empty(struct log_set *set, const char *path, struct log_file **ret,
		     struct fault *fault)
{
	struct log_file *file = malloc(sizeof(*file));

	if (!file)
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	set->files[set->count++] = file;
	file->bytes = BUFFER_INIT(LOG_SIZE_MAX);
	file->is_dirty = false;
	file->events = 0;
	file->error = 0;
	file->fault = FAULT_NONE;
	*file->path = '\0';
	if (strlen(path) >= sizeof(file->path))
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	strcpy(file->path, path);
	*ret = file;
	return 0;
}

static int add_file(struct log_set *set, const char *path, const char *format,
		    struct fault *fault)
{
	struct log_file *file;
	struct stat status;
	int r;

	r = add_empty(set, path, &file, fault);
	if (!r)
		r = file_read(path, &file->bytes, fault);
	if (!r)
		r = open_log(file, format, fault);
	if (!r && file->log.format == EVENTLOG_SYSTEMD)
		file->is_dirty = !stat(path, &status) && status.st_mode & S_ISVTX;
	return r;
}

/* Where this machine's firmware log is: the SVSM's chip's, or that of the first TPM. */
static int find_firmware_log(const char *named, char ret[static PATH_MAX], struct fault *fault)
{
	const struct tpm_chip *chip;
	struct tpm_chips chips;
	int r;

	if (named) {
		(void)snprintf(ret, PATH_MAX, "%s", named); /* a cut path is not found */
		return 0;
	}
	r = tpm_chips_read(&TPM_CHIP_ROOTS, &chips, fault);
	if (r < 0)
		return r;
	if (!chips.count)
		return fault_set(fault, -ENODEV, "this machine has no TPM, and so no log: name a "
				 "file");
	chip = tpm_chips_find_svsm(&chips);
	strcpy(ret, chip ? chip->log : chips.chips[0].log);
	return 0;
}

static void drop_last(struct log_set *set)
{
	struct log_file *file = set->files[--set->count];

	buffer_deinit(&file->bytes);
	free(file);
}

/* The logs of systemd and IMA need not be there. */
static int add_if_there(struct log_set *set, const char *path, struct fault *fault)
{
	int r;

	if (access(path, F_OK))
		return 0;
	r = add_file(set, path, NULL, fault);
	if (r < 0)
		drop_last(set);
	return r == -ENODATA ? 0 : r;
}

int log_set_read_firmware(struct log_set *set, const char *path, struct fault *fault)
{
	set->count = 0;
	set->is_own = false;
	return add_file(set, path, NULL, fault);
}

int log_set_read_own_firmware(struct log_set *set, const struct collect_log_paths *own,
			      struct fault *fault)
{
	char path[PATH_MAX];
	int r;

	set->count = 0;
	set->is_own = true;
	r = find_firmware_log(own->firmware, path, fault);
	return r < 0 ? r : add_file(set, path, NULL, fault);
}

int log_set_take(struct log_set *set, const char *path, struct buffer *bytes,
		 struct fault *fault)
{
	struct log_file *file;
	int r;

	set->count = 0;
	set->is_own = false;
	r = add_empty(set, path, &file, fault);
	if (r < 0)
		return r;
	file->bytes = *bytes;
	*bytes = BUFFER_INIT(0);
	return open_log(file, NULL, fault);
}

int log_set_add_systemd(struct log_set *set, const struct collect_log_paths *own,
			struct fault *fault)
{
	return add_if_there(set, own->systemd ?: SYSTEMD_LOG, fault);
}

static int read_own(struct log_set *set, const struct collect_log_paths *own, struct fault *fault)
{
	int r = log_set_read_own_firmware(set, own, fault);

	if (r < 0)
		return r;
	r = log_set_add_systemd(set, own, fault);
	return r < 0 ? r : add_if_there(set, own->ima ?: IMA_LOG, fault);
}

int log_set_read(struct log_set *set, const char *const paths[], const char *format,
		 const struct collect_log_paths *own, struct fault *fault)
{
	size_t i;
	int r;

	set->count = 0;
	set->is_own = !paths[0];
	if (set->is_own)
		return read_own(set, own, fault);
	for (i = 0; i < LOG_SET_MAX && paths[i]; i++) {
		r = add_file(set, paths[i], format, fault);
		if (r < 0)
			return r;
	}
	return 0;
}

int log_set_walk(struct log_set *set, log_set_fn fn, void *user, struct fault *fault)
{
	size_t i;
	int r;

	for (i = 0; i < set->count; i++) {
		_cleanup_(cleanup_free) struct eventlog *log = malloc(sizeof(*log));
		struct log_file *file = set->files[i];
		struct eventlog_event event;

		if (!log)
			return fault_set(fault, -ENOMEM, "%s: out of memory", file->path);
		eventlog_copy(log, &file->log);
		file->events = 0;
		while ((r = eventlog_next(log, &event, &file->fault)) > 0) {
			r = fn(user, file, &event, &file->fault);
			if (r == -EBADMSG || r == -E2BIG)
				break; /* the event contradicts those before it, or is too many */
			if (r < 0)
				return fault ? (*fault = file->fault, r) : r;
			file->events++;
		}
		file->error = r;
	}
	return 0;
}

bool log_file_is_complete(const struct log_file *file)
{
	return file->error >= 0 && !file->is_dirty;
}

bool log_set_is_complete(const struct log_set *set)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (!log_file_is_complete(set->files[i]))
			return false;
	return true;
}

static int feed(void *user, const struct log_file *file, const struct eventlog_event *event,
		struct fault *fault)
{
	return replay_event(user, event, fault);
}

/* What IMA's log proves of banks that it has no digests of; see ima_template.h. */
static int add_ima_banks(struct replay *replay, struct fault *fault)
{
	static const uint16_t banks[] = { HASH_SHA1, HASH_SHA256, HASH_SHA384, HASH_SHA512 };
	size_t i;

	for (i = 0; i < sizeof(banks) / sizeof(banks[0]); i++)
		if (!replay_bank_find(replay, banks[i]) &&
		    replay_add_bank(replay, banks[i], hash_algorithm_size(banks[i])) < 0)
			return fault_set(fault, -ENOMEM, "event log: out of memory");
	return 0;
}

int log_set_replay(struct log_set *set, struct replay **ret, struct fault *fault)
{
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	int r;

	r = replay_new(&set->files[0]->log, &replay, fault);
	if (r < 0)
		return r;
	if (set->files[0]->log.format == EVENTLOG_IMA) {
		r = add_ima_banks(replay, fault);
		if (r < 0)
			return r;
	}
	r = log_set_walk(set, feed, replay, fault);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(replay);
	return 0;
}

void log_set_deinit(struct log_set *set)
{
	while (set->count)
		drop_last(set);
}
