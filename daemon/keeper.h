/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The keeper of trust: owns the state, its history and its schedule, has appraisals made
 * when they are due, and tells what changed.
 *
 * The state is written to the runtime folder with each event, and so outlives the service
 * but not the boot; the history is on disk.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "lib/format/appraisal_record.h"
#include "lib/format/svsmd_conf.h"
#include "lib/policy/trust.h"

struct fault;
struct keeper;
struct shown_bundle;
struct worker;

#define KEEPER_HISTORY_NAME	"trust-history"	/* in the state folder */

/* The one who is told; each may be NULL. */
struct keeper_listener {
	void (*changed)(void *user, const struct trust *before);
	void (*appraised)(void *user, const struct appraisal_record *record); /* afterwards */
	/* At PCRs alone; whether they are others than before. */
	void (*looked)(void *user, const struct appraisal_record *record, bool is_changed);
	void (*scheduled)(void *user);		/* the time of the next one is another */
	void *user;
};

struct keeper_params {
	sd_event *event;
	struct worker *worker;
	const struct svsmd_conf *conf;
	const char *pcr_changes;	/* where the driver tells of extends; NULL: it does not */
	const char *state_folder, *runtime_folder;	/* made where there are none */
	struct keeper_listener listener;
};

/*
 * Takes up what another instance in this boot left.  0; -EBUSY when one runs; else -errno.
 */
int keeper_new(const struct keeper_params *params, struct keeper **ret, struct fault *fault);

/* Begins: the first appraisal is due now. */
void keeper_begin(struct keeper *keeper);

/* Takes another configuration. */
void keeper_configure(struct keeper *keeper, const struct svsmd_conf *conf);

/* Has one made now; it joins one that waits or runs.  0, or -errno. */
int keeper_appraise(struct keeper *keeper);

/*
 * Evidence was collected, the collecting of which began at @begun, ms since this boot: a
 * verdict may come.  What was begun before something failed does not count.
 */
void keeper_take_shown(struct keeper *keeper, const struct shown_bundle *bundle, uint64_t begun);

/*
 * A verdict that the verifier has signed.  0; -ESTALE: it is of no evidence that may still
 * have one; -EKEYREJECTED: it is of another vTPM; else -errno.
 */
int keeper_take_verdict(struct keeper *keeper, const void *text, size_t size,
			struct fault *fault);

/* The verifier gave no verdict, for that reason: grace begins, unless it has already. */
void keeper_take_unreachable(struct keeper *keeper, const char *why);

/* Forgets all but the history, as @who wants it.  An appraisal follows. */
void keeper_reset(struct keeper *keeper, const char *who);

const struct trust *keeper_trust(const struct keeper *keeper);

/* The last appraisal; of zeros: none was made in this boot. */
const struct appraisal_record *keeper_record(const struct keeper *keeper);

/* Microseconds since 1970, as far as the wall clock is right; 0: one runs, or waits. */
uint64_t keeper_next_us(const struct keeper *keeper);

const struct svsmd_conf *keeper_conf(const struct keeper *keeper);

/* When the PCRs of the last record were seen, likewise; 0: never. */
uint64_t keeper_seen_us(const struct keeper *keeper);

/* The file of the verifier's key; empty: there is none. */
const char *keeper_verifier_key(const struct keeper *keeper);

const char *keeper_history_path(const struct keeper *keeper);

/* Changes that it has ever had. */
uint64_t keeper_history_count(const struct keeper *keeper);

/* Accepts NULL. */
void keeper_free(struct keeper *keeper);
