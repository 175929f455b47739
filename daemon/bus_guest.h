/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The object /org/svsm/Guest1 of the bus: the state, its history, and what can be asked for.
 * org.svsm.Guest1(5) documents it.
 */
#pragma once

#include <stdbool.h>
#include <systemd/sd-bus.h>

struct appraisal_record;
struct bus_guest;
struct jobs;
struct keeper;
struct trust;

/* 0, or -errno.  @keeper and @jobs must outlive it. */
int bus_guest_new(sd_bus *bus, struct keeper *keeper, struct jobs *jobs, struct bus_guest **ret);

/* The keeper's news. */
void bus_guest_tell_change(struct bus_guest *guest, const struct trust *before);
void bus_guest_tell_appraisal(struct bus_guest *guest, const struct appraisal_record *record);
void bus_guest_tell_schedule(struct bus_guest *guest);
void bus_guest_tell_look(struct bus_guest *guest, bool is_changed);

/* Accepts NULL. */
void bus_guest_free(struct bus_guest *guest);
