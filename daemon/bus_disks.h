/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The interface org.svsm.Guest1.Disks of /org/svsm/Guest1: what opens the machine's volumes,
 * whether it does now, and what became of attempts.  org.svsm.Guest1(5) documents it.
 */
#pragma once

#include <systemd/sd-bus.h>

struct bus_disks;
struct worker;

/*
 * @worker: its own, which asks svsm-disks at @socket, so that a device that hangs holds up
 * nothing else.  0, or -errno; both must outlive it.
 */
int bus_disks_new(sd_bus *bus, struct worker *worker, const char *socket, struct bus_disks **ret);

/* Accepts NULL. */
void bus_disks_free(struct bus_disks *disks);
