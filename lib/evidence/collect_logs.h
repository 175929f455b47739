/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The logs that go with a quote.  Firmware's is finished when Linux runs.  systemd
 * measures and logs under a lock on its log, which is held shared here from before the
 * PCRs are read until they are quoted: the log is then that of the quote.  IMA has no
 * such lock: its log is read after the quote, and cut to what the quote covers.
 */
#pragma once

#include <stdbool.h>

#include "lib/base/buffer.h"
#include "lib/format/evidence.h"

struct fault;
struct note_taker;
struct vtpm;

enum collect_ima {
	COLLECT_IMA_NONE,		/* not asked for, or there is none */
	COLLECT_IMA_UNANCHORED,		/* no part of it replays to the quoted PCR 10 */
	COLLECT_IMA_ANCHORED,		/* cut to what does */
};

/* Where logs are; NULL: where they usually are, but for firmware's: not known. */
struct collect_log_paths {
	const char *firmware, *systemd, *ima;
};

/* Firmware's log is the chip's, where none is named and one is known; @vtpm outlives @paths. */
void collect_log_paths_complete(struct collect_log_paths *paths, const struct vtpm *vtpm);

struct collect_logs {
	struct buffer bytes[_EVIDENCE_LOG_MAX];	/* empty: there is none */
	enum collect_ima ima;
	int systemd_fd;		/* holds the lock; -1: none */
};

#define COLLECT_LOGS_NONE	((struct collect_logs){ .systemd_fd = -1 })

/*
 * Reads firmware's log and systemd's, and holds systemd's lock from then on.  What is
 * missing or incomplete is a note, and no error.  0, or -ENOMEM.
 */
int collect_logs_begin(struct collect_logs *logs, const struct collect_log_paths *paths,
		       const struct note_taker *notes, struct fault *fault);

/* The PCRs have been quoted: systemd may measure again. */
void collect_logs_release(struct collect_logs *logs);

/* Reads IMA's log, after the quote of @pcrs.  0, or -ENOMEM. */
int collect_logs_ima(struct collect_logs *logs, const struct collect_log_paths *paths,
		     const struct pcr_values *pcrs, const struct note_taker *notes,
		     struct fault *fault);

void collect_logs_deinit(struct collect_logs *logs);
