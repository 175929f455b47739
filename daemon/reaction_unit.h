/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two units that the service manager starts and stops, to which others tie themselves: one
 * stands while the guest is trusted, one while it has failed.
 */
#pragma once

#include <systemd/sd-bus.h>

struct reaction_unit;
struct svsmd_conf;
struct trust;

/* 0, or -errno. */
int reaction_unit_new(sd_bus *bus, const struct svsmd_conf *conf, struct reaction_unit **ret);

/* Other units from now on; those before stay as they are. */
void reaction_unit_configure(struct reaction_unit *unit, const struct svsmd_conf *conf);

/*
 * Has the service manager start and stop what belongs to the state, where that is not what
 * it was asked for last.  Waits for nothing; what fails is said.
 */
void reaction_unit_take(struct reaction_unit *unit, const struct trust *trust);

/* Accepts NULL. */
void reaction_unit_free(struct reaction_unit *unit);
