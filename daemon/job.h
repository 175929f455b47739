/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Long work that somebody asked for over the bus: each is an object that says how far it
 * is, can be cancelled, and holds its result until its owner takes it or a minute is over,
 * or until there are too many.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

struct fault;
struct job;
struct jobs;
struct shown_bundle;
struct svsmd_conf;
struct worker;
struct work_result;

#define JOBS_MAX	32	/* of all; the oldest that is over makes room */
#define JOBS_OF_USER	4	/* of one user but root, those that are over included */
#define JOB_LINGER_MS	60000	/* what is over stays so long at most */

enum job_kind {
	JOB_REATTEST,		/* a self-appraisal */
	JOB_ATTEST,		/* evidence under a challenge */
	JOB_VERDICT,		/* a verifier's verdict is judged */
	JOB_VERIFY,		/* somebody's evidence is verified */
};

/* Who is told what came of them. */
struct jobs_listener {
	/* Evidence was collected after @begun, ms since this boot. */
	void (*shown)(void *user, const struct shown_bundle *bundle, uint64_t begun);
	/*
	 * The verifier's key has signed that verdict.  0, or -errno: it is not taken, with
	 * the reason in @fault.
	 */
	int (*judged)(void *user, const void *verdict, size_t size, struct fault *fault);
	void *user;
};

/* 0, or -errno.  Objects of @bus below its own path.  @reader: for work that needs no TPM. */
int jobs_new(sd_bus *bus, sd_event *event, struct worker *worker, struct worker *reader,
	     const struct jobs_listener *listener, struct jobs **ret);

/* Whether that user may have another one. */
bool jobs_has_room(const struct jobs *jobs, uid_t uid);

/* A self-appraisal that the keeper makes: it ends with jobs_end_reattest().  0, -errno. */
int jobs_add_reattest(struct jobs *jobs, uid_t uid, const char **ret_path);

/* Ends all that wait for a self-appraisal; @message: what came of it. */
void jobs_end_reattest(struct jobs *jobs, bool is_good, const char *message);

/* Evidence under a challenge of at most 64 bytes.  0, -errno. */
int jobs_add_attest(struct jobs *jobs, uid_t uid, const void *challenge, size_t size,
		    const char **ret_path);

/* A verdict, of the key in that file.  0, -errno. */
int jobs_add_verdict(struct jobs *jobs, uid_t uid, const char *key, const void *verdict,
		     size_t size, const char **ret_path);

struct job_verify_request {
	const struct svsmd_conf *conf;	/* roots, certificates, and a policy if none is given */
	int evidence;			/* see evidence_file.h; the caller's */
	const void *challenge;
	size_t challenge_size;		/* at most 64 */
	const char *policy, *binding;	/* texts; NULL: none */
};

/* It is done when the evidence is accepted; what a verification says is its result.  0, -errno. */
int jobs_add_verify(struct jobs *jobs, uid_t uid, const struct job_verify_request *request,
		    const char **ret_path);

/* Accepts NULL. */
void jobs_free(struct jobs *jobs);
