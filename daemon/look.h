/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking at the PCRs between two self-appraisals, as often as the configuration says, and
 * when the driver tells of a command that can have moved one: most looks are two commands to
 * the TPM that nobody has signed, some have it quote what it says by the AK that the last
 * self-appraisal bound to the report.  None asks the SVSM.
 */
#pragma once

#include <stdbool.h>
#include <systemd/sd-event.h>

struct appraisal_record;
struct look;
struct svsmd_conf;
struct worker;

/* Whoever keeps what is seen; all are there. */
struct look_listener {
	/* The last appraisal: whose AK is to sign; of nobody where it has no identity. */
	const struct appraisal_record *(*last)(void *user);
	bool (*is_busy)(void *user);	/* an appraisal waits or runs, which looks as well */
	/*
	 * What was seen: PCRs, where it has any.  Of outcome APPRAISED_BAD, with the reason:
	 * the TPM's signature is not as it must be.
	 */
	void (*taken)(void *user, const struct appraisal_record *record);
	void *user;
};

struct look_params {
	sd_event *event;
	struct worker *worker;
	const char *pcr_changes;	/* for look_notice_new() */
	struct look_listener listener;
};

/* 0, or -errno.  It begins with look_configure(). */
int look_new(const struct look_params *params, struct look **ret);

/* How often from now on. */
void look_configure(struct look *look, const struct svsmd_conf *conf);

/* An appraisal was made: the next quote is due as if this had been one. */
void look_tell_quoted(struct look *look);

/* Accepts NULL. */
void look_free(struct look *look);
