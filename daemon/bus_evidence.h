/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The interface org.svsm.Guest1.Evidence of /org/svsm/Guest1: what the SVSM offers, what was
 * measured, and whether somebody else's evidence is true.  org.svsm.Guest1(5) documents it.
 */
#pragma once

#include <systemd/sd-bus.h>

struct bus_evidence;
struct jobs;
struct keeper;
struct worker;

/*
 * @worker has TPM and SVSM.  @reader has neither, so that svsmd's own work never waits for
 * what is done there.  0, or -errno; all must outlive it.
 */
int bus_evidence_new(sd_bus *bus, struct keeper *keeper, struct jobs *jobs,
		     struct worker *worker, struct worker *reader, struct bus_evidence **ret);

/* Accepts NULL. */
void bus_evidence_free(struct bus_evidence *evidence);
