/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Powering the machine off, or restarting it, a while after it has failed, and once for
 * each failure.
 *
 * systemd is asked, not logind: nobody's inhibitor holds it up.  It ends all services in
 * order, by the unit that does so, in a job that no other one cancels; but where volumes are
 * suspended, what lies on them cannot end in order, so there it does so at once.
 */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

struct reaction_action;
struct svsmd_conf;
struct trust;

/* @folder: what does not outlive the boot.  0, or -errno. */
int reaction_action_new(sd_event *event, sd_bus *bus, const char *folder,
			const struct svsmd_conf *conf, struct reaction_action **ret);

/* Another action, or none, also for what waits already. */
void reaction_action_configure(struct reaction_action *action, const struct svsmd_conf *conf);

/* In a failed state begins the delay, unless it was done; in another ends it. */
void reaction_action_take(struct reaction_action *action, const struct trust *trust);

/* Accepts NULL. */
void reaction_action_free(struct reaction_action *action);
