/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Long work that somebody asked for over the bus: each is an object that says how far it
 * is, can be cancelled, and holds its result until its owner takes it or a minute is over.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

struct job;
struct jobs;
struct worker;
struct work_result;

#define JOBS_MAX	32	/* of all, those that are over included */
#define JOBS_OF_USER	4	/* of one user but root */
#define JOB_LINGER_MS	60000	/* what is over stays so long */

enum job_kind {
	JOB_REATTEST,		/* a self-appraisal */
	JOB_ATTEST,		/* evidence under a challenge */
};

/* 0, or -errno.  Objects of @bus below its own path. */
int jobs_new(sd_bus *bus, sd_event *event, struct worker *worker, struct jobs **ret);

/* Whether that user may have another one. */
bool jobs_has_room(const struct jobs *jobs, uid_t uid);

/* A self-appraisal that the keeper makes: it ends with jobs_end_reattest().  0, -errno. */
int jobs_add_reattest(struct jobs *jobs, uid_t uid, const char **ret_path);

/* Ends all that wait for a self-appraisal; @message: what came of it. */
void jobs_end_reattest(struct jobs *jobs, bool is_good, const char *message);

/* Evidence under a challenge, in hexadecimal digits.  0, -errno. */
int jobs_add_attest(struct jobs *jobs, uid_t uid, const char *challenge, const char **ret_path);

/* Accepts NULL. */
void jobs_free(struct jobs *jobs);
