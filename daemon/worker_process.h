/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A process of svsmd-worker that waits to be told what to do: it is started before there is
 * anything, so that what is to be done need not wait until it has loaded its libraries.
 */
#pragma once

#include <sys/types.h>

struct work_order;

struct worker_process {
	pid_t pid;		/* 0: there is none */
	int orders;		/* where it waits */
	int said;		/* its standard output; reading does not block */
};

/* 0, or -errno. */
int worker_process_start(const char *program, struct worker_process *ret);

/*
 * Tells it what to do; nobody can tell it anything else then.  Its pid and what it says are the
 * caller's, who reaps and closes them.  The descriptors stay the caller's as well.  0; -errno,
 * -EPIPE when it has gone: it stays what it was.
 */
int worker_process_order(struct worker_process *process, const struct work_order *order, int out,
			 const int *inputs, pid_t *ret_pid, int *ret_said);

/* Where it waits for work that is about signatures, it prepares for it. */
void worker_process_prepare(const struct worker_process *process);

/* Kills and reaps one that waits; where there is none, nothing. */
void worker_process_end(struct worker_process *process);
