/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A job as job.c and job_object.c have it, for nobody else.
 */
#pragma once

#include "daemon/job.h"

#include "lib/policy/shown.h"

#define JOB_INTERFACE		"org.svsm.Guest1.Job"
#define JOB_PATH_PREFIX		"/org/svsm/Guest1/job/"
#define JOB_MESSAGE_MAX		320

struct work;

enum job_state { JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

struct job {
	struct jobs *jobs;
	struct job *next;
	enum job_kind kind;
	enum job_state state;
	uid_t uid;
	char path[sizeof(JOB_PATH_PREFIX) + 20];
	char message[JOB_MESSAGE_MAX];
	struct work *work;	/* NULL: none of its own, or over */
	uint32_t position;	/* of its work, as it was told last */
	struct shown_bundle shown;	/* of JOB_ATTEST: the challenge at first */
	uint64_t begun;		/* ms since this boot */
	int result;		/* the evidence; -1: none */
	bool has_result;	/* it is to be had once the job is over */
	sd_bus_slot *slot;
	sd_event_source *linger;
};

/* Its object's; the user is the job. */
extern const sd_bus_vtable job_object_vtable[];

/* Tells of State and Message, and that it has finished. */
void job_object_tell_end(const struct job *job, sd_bus *bus);

/* Tells of Position, where it is another than was told last. */
void job_object_tell_position(struct job *job, sd_bus *bus);

/* Its state is final from here on. */
void job_end(struct job *job, enum job_state state, const char *message);
