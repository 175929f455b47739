/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the machine does about its state: units that stand with it, a hook that is told, and,
 * when it has failed, volumes that are suspended and an end of the machine itself.  Each is a
 * file of its own, reaction_*.h; here is only who is asked when.
 *
 * The units and the hook come with each change, what destroys only with a failure, only
 * where it is configured, and once for each failure, over any restart of the service.
 */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "lib/policy/trust.h"

struct reaction;
struct svsmd_conf;

struct reaction_params {
	sd_event *event;
	sd_bus *bus;
	const struct svsmd_conf *conf;
	const char *state_folder, *runtime_folder;
};

/* 0, or -errno. */
int reaction_new(const struct reaction_params *params, struct reaction **ret);

/* Another configuration from now on; what was done stays done. */
void reaction_configure(struct reaction *reaction, const struct svsmd_conf *conf);

/* The state as it is: what belongs to it and was not done yet is done.  Waits for nothing. */
void reaction_take(struct reaction *reaction, const struct trust *trust);

/* It has changed from @before: then the hook is told as well. */
void reaction_take_change(struct reaction *reaction, enum trust_state before,
			  const struct trust *trust);

/* Accepts NULL. */
void reaction_free(struct reaction *reaction);
