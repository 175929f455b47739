/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Remote attestation by svsmd itself: when the verifier of the configuration is asked, and
 * what is done until its verdict is with the keeper.  One exchange at a time:
 *
 *	challenge -> worker: evidence -> [credential -> worker: response ->] verdict -> worker:
 *	is it signed -> keeper
 *
 * Whatever else becomes of it is told to the keeper as a verifier that cannot be reached.
 */
#pragma once

#include <systemd/sd-event.h>

struct appraisal_record;
struct fault;
struct keeper;
struct remote;
struct svsmd_conf;
struct worker;

struct remote_params {
	sd_event *event;
	struct worker *worker;
	struct keeper *keeper;
	const struct svsmd_conf *conf;
	const char *poster;	/* socket; outlives this */
};

/* 0, or -errno. */
int remote_new(const struct remote_params *params, struct remote **ret, struct fault *fault);

/*
 * A self-appraisal begins: meanwhile the verifier can be asked for its challenge.  Evidence is
 * collected when it is over, so that what it finds wrong is of before.
 */
void remote_begin_appraisal(struct remote *remote);

/* A self-appraisal was made: what it has found, the verifier is to see soon. */
void remote_take_appraisal(struct remote *remote, const struct appraisal_record *record);

/* Takes another configuration; an exchange that runs is given up. */
void remote_configure(struct remote *remote, const struct svsmd_conf *conf);

/* Accepts NULL. */
void remote_free(struct remote *remote);
