/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Runs pieces of work as processes of svsmd-worker, one at a time: there is one TPM, and
 * one secure processor that must not be flooded.  svsmd's own work waits behind nobody
 * else's, but for the piece that runs.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "lib/format/work_order.h"

struct worker;
struct work;

#define WORK_SAID_MAX		4096	/* of what it may say */

struct work_result {
	bool is_done;		/* it ended with exit status 0 */
	const char *why_not;	/* else: in words */
	const uint8_t *said;	/* on its standard output */
	size_t size;
	int status;		/* its exit status; -1: it did not exit */
};

/* Called once for each piece of work, not from within worker_add(). */
typedef void (*work_fn)(void *user, const struct work_result *result);

struct work_request {
	const char *arguments[WORK_ORDER_ARGUMENTS_MAX];	/* up to NULL */
	int out;		/* for what comes of it, stays the caller's; -1: none */
	int inputs[WORK_ORDER_INPUTS_MAX];	/* what it is of, likewise */
	size_t input_count;
	bool is_own;		/* svsmd's: goes before others' that wait */
	uint64_t timeout_ms;	/* from when it begins to run */
	work_fn done;
	void *user;
};

/*
 * @program: a path.  @has_spare: from the end of each piece of work on, a process
 * waits for the next, which begins sooner then.  0, or -errno.
 */
int worker_new(sd_event *event, const char *program, bool has_spare, struct worker **ret);

/* 0; -E2BIG for an argument that is too long; else -errno.  @ret is for work_cancel(). */
int worker_add(struct worker *worker, const struct work_request *request, struct work **ret);

/* Forgets it: it is not called back, and killed if it runs. */
void work_cancel(struct work *work);

/* How many pieces of work end before it begins; 0: it runs. */
size_t work_position(const struct work *work);

/* Who is told that what waits has other positions now; NULL: nobody. */
void worker_watch(struct worker *worker, void (*moved)(void *user), void *user);

/* The next work is about signatures, and will come soon. */
void worker_prepare(struct worker *worker);

/* How many ended badly: killed, too late, or with another exit status than 0. */
uint64_t worker_failures(const struct worker *worker);

/* What it said, where it said anything, else why it is not done; cut to @size, and printable. */
void work_result_words(const struct work_result *result, char *ret, size_t size);

/* Kills what runs; nobody is called back.  Accepts NULL. */
void worker_free(struct worker *worker);
