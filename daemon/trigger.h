/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What has a self-appraisal made out of turn.  Each kind of trigger is a file of its own,
 * trigger_*.h, which knows what to listen for and nothing else; here is how often they may:
 * what comes together is answered by one appraisal, and between two there is a distance,
 * since the secure processor is slow, and a host can send such hints as it likes.
 */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

struct appraisal_record;
struct keeper;
struct svsmd_conf;
struct trigger;

struct trigger_params {
	sd_event *event;
	sd_bus *bus;
	struct keeper *keeper;
	const struct svsmd_conf *conf;
};

/* What cannot be listened for on this machine is said, and is no failure.  0, or -errno. */
int trigger_new(const struct trigger_params *params, struct trigger **ret);

void trigger_configure(struct trigger *trigger, const struct svsmd_conf *conf);

/*
 * One of them has seen something, @why in words: an appraisal is made that begins after
 * this call, as soon as it may.
 */
void trigger_pull(struct trigger *trigger, const char *why);

/* What a look at the PCRs has seen beside them. */
void trigger_tell_look(struct trigger *trigger, const struct appraisal_record *record);

/* Accepts NULL. */
void trigger_free(struct trigger *trigger);
