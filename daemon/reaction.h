/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the machine does about its state: two units that the service manager starts and
 * stops, to which others tie themselves.  One stands while the guest is trusted, one while
 * it has failed.
 */
#pragma once

#include <systemd/sd-bus.h>

struct reaction;
struct svsmd_conf;
struct trust;

/* 0, or -errno. */
int reaction_new(sd_bus *bus, const struct svsmd_conf *conf, struct reaction **ret);

/* Other units from now on; those before stay as they are. */
void reaction_configure(struct reaction *reaction, const struct svsmd_conf *conf);

/*
 * Has the service manager start and stop what belongs to the state, where that is not what
 * it was asked for last.  Waits for nothing; what fails is said.
 */
void reaction_take(struct reaction *reaction, const struct trust *trust);

/* Accepts NULL. */
void reaction_free(struct reaction *reaction);
