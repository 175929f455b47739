/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Suspending the volumes that the configuration names, when the guest has failed, once for
 * each failure.
 *
 * svsmd can do nothing to device-mapper: units of svsm-suspend@.service do it, which check
 * all that is checked here again.  It is checked here so that the administrator learns of a
 * volume that would never be suspended when it is named, and not when the guest has failed.
 */
#pragma once

#include <systemd/sd-bus.h>

struct reaction_suspend;
struct svsmd_conf;
struct trust;

/* @state_folder, @folder: svsmd's, the second does not outlive the boot.  0, or -errno. */
int reaction_suspend_new(sd_bus *bus, const char *state_folder, const char *folder,
			 const struct svsmd_conf *conf, struct reaction_suspend **ret);

/* Says of each volume that may not be suspended why; from then on none of it is swapped out. */
void reaction_suspend_configure(struct reaction_suspend *suspend, const struct svsmd_conf *conf);

/* In a failed state has all volumes suspended, unless it was done.  Waits for nothing. */
void reaction_suspend_take(struct reaction_suspend *suspend, const struct trust *trust);

/* Accepts NULL. */
void reaction_suspend_free(struct reaction_suspend *suspend);
