/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program of the administrator's that is told of each change of the state.
 *
 * systemd runs it, as a unit of its own: svsmd's sandbox is not the hook's.  A child of svsmd
 * would have TPM and SVSM at hand, and a sandbox that was cut for something else; and what
 * it leaves behind would be svsmd's to find.  systemd has all that is needed: a cgroup that
 * dies as a whole when the time is over, a journal that limits what it takes, and rules for
 * what the hook may, which are stricter than those of the service.  One name of a unit
 * makes systemd itself see to it that one runs at a time, over a restart of svsmd as well.
 */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "lib/policy/trust.h"

struct reaction_hook;
struct svsmd_conf;

#define REACTION_HOOK_UNIT	"svsm-hook.service"

/* 0, or -errno. */
int reaction_hook_new(sd_event *event, sd_bus *bus, const struct svsmd_conf *conf,
		      struct reaction_hook **ret);

/* From the next run on. */
void reaction_hook_configure(struct reaction_hook *hook, const struct svsmd_conf *conf);

/*
 * The state changed.  While one runs, the next waits, and the latest change is what it is
 * told, with what was told before.  Waits for nothing; what fails is said.
 */
void reaction_hook_take(struct reaction_hook *hook, enum trust_state before,
			const struct trust *trust);

/* What runs goes on.  Accepts NULL. */
void reaction_hook_free(struct reaction_hook *hook);
