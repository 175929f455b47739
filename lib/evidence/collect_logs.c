/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading logs as of a quote.
 */
#include "lib/evidence/collect_logs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/cursor.h"
#include "lib/base/fault.h"
#include "lib/base/note.h"
#include "lib/format/eventlog.h"
#include "lib/policy/replay.h"
#include "lib/sys/file.h"
#include "lib/sys/vtpm.h"

#define SYSTEMD_LOG	"/run/log/systemd/tpm2-measure.log"
#define IMA_LOG		"/sys/kernel/security/ima/binary_runtime_measurements"
#define IMA_PCR		10

/* Anyone who can read systemd's log can hold its lock: it is not waited for without end. */
#define LOCK_TRIES	50
#define LOCK_PAUSE_NS	100000000	/* 0.1 s */

/* 0, or -ENOMEM: a log that cannot be read is left out, and that is said. */
void collect_log_paths_complete(struct collect_log_paths *paths, const struct vtpm *vtpm)
{
	if (!paths->firmware && *vtpm->log)
		paths->firmware = vtpm->log;
}

static int read_log(struct collect_logs *logs, enum evidence_log kind, const char *path,
		    const struct note_taker *notes, struct fault *fault)
{
	struct fault reason = FAULT_NONE;
	int r;

	logs->bytes[kind] = BUFFER_INIT(evidence_log_size_max(kind));
	r = file_read(path, &logs->bytes[kind], &reason);
	if (r < 0)
		buffer_deinit(&logs->bytes[kind]);
	if (r == -ENOMEM)
		return fault_set(fault, r, "%s", reason.text);
	if (r < 0)
		note_give(notes, "%s; the evidence goes without the log of %s", reason.text,
			  evidence_log_name(kind));
	return 0;
}

static int take_lock(const char *path)
{
	const struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };
	_cleanup_(cleanup_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int tries;

	if (fd < 0)
		return -errno;
	for (tries = 0; tries < LOCK_TRIES; tries++) {
		if (!flock(fd, LOCK_SH | LOCK_NB))
			return TAKE_FD(fd);
		if (errno != EWOULDBLOCK)
			return -errno;
		(void)nanosleep(&pause, NULL); /* a shorter pause is as good */
	}
	return -EWOULDBLOCK;
}

static int read_systemd(struct collect_logs *logs, const char *path,
			const struct note_taker *notes, struct fault *fault)
{
	struct stat status;
	int r;

	logs->systemd_fd = take_lock(path);
	if (logs->systemd_fd == -ENOENT)
		return 0; /* systemd has measured nothing */
	if (logs->systemd_fd == -EWOULDBLOCK)
		note_give(notes, "%s: another process keeps it locked; it may be ahead of the "
			  "quote", path);
	r = read_log(logs, EVIDENCE_LOG_SYSTEMD, path, notes, fault);
	if (!r && !stat(path, &status) && status.st_mode & S_ISVTX)
		note_give(notes, "%s: incomplete: systemd marked it, a measurement was made but "
			  "not logged", path);
	return r;
}

int collect_logs_begin(struct collect_logs *logs, const struct collect_log_paths *paths,
		       const struct note_taker *notes, struct fault *fault)
{
	int r;

	if (paths->firmware) {
		r = read_log(logs, EVIDENCE_LOG_FIRMWARE, paths->firmware, notes, fault);
		if (r < 0)
			return r;
	} else {
		note_give(notes, "the TPM was named, so its firmware log is not known: the "
			  "evidence goes without (SYSTEMD_MEASURE_LOG_FIRMWARE names one)");
	}
	return read_systemd(logs, paths->systemd ?: SYSTEMD_LOG, notes, fault);
}

void collect_logs_release(struct collect_logs *logs)
{
	cleanup_close(&logs->systemd_fd);
	logs->systemd_fd = -1;
}

/* Whether the replay stands where each quoted bank stands, which is at least one. */
static bool is_reached(const struct replay *replay, const struct pcr_values *pcrs)
{
	size_t i, reached = 0;

	for (i = 0; i < pcrs->count; i++) {
		const struct pcr_values_bank *bank = &pcrs->banks[i];
		const struct replay_bank *replayed = replay_bank_find(replay, bank->algorithm);

		if (!(bank->present >> IMA_PCR & 1))
			continue;
		if (!replayed || !replayed->is_computable ||
		    memcmp(replayed->pcrs[IMA_PCR], bank->pcrs[IMA_PCR], bank->digest_size))
			return false;
		reached++;
	}
	return reached;
}

/* Bytes of the log up to the last event that the quote covers; 0: none does. */
static int find_end(const struct buffer *bytes, const struct pcr_values *pcrs, size_t *ret,
		    struct fault *fault)
{
	_cleanup_(replay_cleanup) struct replay *replay = NULL;
	_cleanup_(cleanup_free) struct eventlog *log = malloc(sizeof(*log));
	struct eventlog_event event;
	size_t i;
	int r;

	if (!log)
		return fault_set(fault, -ENOMEM, "event log: out of memory");
	r = eventlog_init_as(log, EVENTLOG_IMA, bytes->data, bytes->size, fault);
	if (!r)
		r = replay_new(log, &replay, fault);
	for (i = 0; !r && i < pcrs->count; i++)
		if (!replay_bank_find(replay, pcrs->banks[i].algorithm))
			r = replay_add_bank(replay, pcrs->banks[i].algorithm,
					    pcrs->banks[i].digest_size);
	*ret = 0;
	while (!r && (r = eventlog_next(log, &event, fault)) > 0) {
		r = replay_event(replay, &event, fault);
		if (!r && is_reached(replay, pcrs)) {
			*ret = cursor_offset(&log->cursor);
			return 0;
		}
	}
	return r;
}

int collect_logs_ima(struct collect_logs *logs, const struct collect_log_paths *paths,
		     const struct pcr_values *pcrs, const struct note_taker *notes,
		     struct fault *fault)
{
	const char *path = paths->ima ?: IMA_LOG;
	struct buffer *bytes = &logs->bytes[EVIDENCE_LOG_IMA];
	struct fault reason = FAULT_NONE;
	size_t end;
	int r;

	r = read_log(logs, EVIDENCE_LOG_IMA, path, notes, fault);
	if (r < 0 || !bytes->size)
		return r;
	r = find_end(bytes, pcrs, &end, &reason);
	if (r == -ENOMEM)
		return fault_set(fault, r, "%s", reason.text);
	if (!r && end) {
		bytes->size = end;
		logs->ima = COLLECT_IMA_ANCHORED;
		return 0;
	}
	logs->ima = COLLECT_IMA_UNANCHORED;
	note_give(notes, "%s: UNANCHORED: PCR %d of this TPM does not hold it%s%s; a policy that "
		  "asks for IMA will refuse it", path, IMA_PCR, r < 0 ? ": " : "", reason.text);
	return 0;
}

void collect_logs_deinit(struct collect_logs *logs)
{
	enum evidence_log kind;

	collect_logs_release(logs);
	for (kind = 0; kind < _EVIDENCE_LOG_MAX; kind++)
		buffer_deinit(&logs->bytes[kind]);
}
