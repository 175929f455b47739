/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Why a PCR does not hold what a log replays to.  The log is replayed once more beside
 * the value that is there, and what is known to go wrong is tried out; a cause is named
 * only when it yields exactly the value.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/eventlog.h"

struct fault;

#define EXPLAIN_PCRS_MAX	64	/* banks times PCRs that are asked about at once */

enum explain_cause {
	EXPLAIN_UNKNOWN = 0,	/* something extends it unlogged, or a log is another's */
	EXPLAIN_NEVER_EXTENDED,	/* the PCR is as after a reset: nothing here reached this TPM */
	EXPLAIN_STOPPED,	/* later events than @number did not reach it */
	EXPLAIN_LOCALITY,	/* the log is right but for where PCR 0 started: at @number */
	EXPLAIN_UNLOGGED,	/* one more measurement, of @text, that no log tells */
};

struct explain_answer {
	enum explain_cause cause;
	size_t log;		/* which of the logs @number is of */
	size_t number;
	const char *text;	/* static */
};

struct explain;

/* @log: the first, before its first event.  0, or -ENOMEM. */
int explain_new(const struct eventlog *log, struct explain **ret, struct fault *fault);

/* Asks about a PCR that holds @size bytes at @live.  0, or -E2BIG. */
int explain_ask(struct explain *explain, uint16_t algorithm, unsigned int pcr,
		const void *live, size_t size);

/* The same events as were replayed, with which log each is of.  0, or -errno. */
int explain_event(struct explain *explain, size_t log, const struct eventlog_event *event,
		  struct fault *fault);

/* After all events. */
struct explain_answer explain_answer(const struct explain *explain, uint16_t algorithm,
				     unsigned int pcr);

/* Accepts NULL. */
void explain_free(struct explain *explain);
void explain_cleanup(struct explain **explain);
