/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A job of svsmd's, waited for; see org.svsm.Guest1(5).
 */
#pragma once

#include <stdbool.h>

#include "lib/policy/trust.h"

struct bus;
struct fault;
struct sd_bus_message;

struct bus_job {
	char path[128];			/* of its object */
	bool is_done;			/* else it has failed, or was cancelled */
	char message[TRUST_CAUSE_MAX];	/* svsmd's words, as text */
};

/* What is heard while one waits. */
struct bus_job_wait {
	bool may_be_over;	/* one of svsmd's jobs is, maybe this one */
	bool is_gone;		/* svsmd is another */
};

/*
 * Listens for the ends of jobs; once for each @bus, before a job is begun.  @ret_wait is the
 * caller's to keep as long as @bus.  0, or -errno.
 */
int bus_job_listen(struct bus *bus, struct bus_job_wait *ret_wait, struct fault *fault);

/*
 * Waits for the job that @answer names.  0: it has ended, whatever came of it; -ESRCH: svsmd
 * has; -ETIMEDOUT; else -errno.
 */
int bus_job_await(struct bus *bus, struct sd_bus_message *answer, struct bus_job_wait *wait,
		  struct bus_job *ret, struct fault *fault);
