/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * That the hypervisor says this guest goes on from a copy of its memory: a new generation
 * id (ACPI's VMGENCTR, the kernel's drivers/virt/vmgenid.c), of which the kernel tells by a
 * uevent.  The hypervisor may say so or not as it likes: it is a hint, and what there is to
 * find, the appraisal finds.
 */
#pragma once

#include <systemd/sd-event.h>

struct svsmd_conf;
struct trigger;
struct trigger_clone;

/* Nothing is listened for before it is configured.  0, or -errno. */
int trigger_clone_new(struct trigger *trigger, sd_event *event, struct trigger_clone **ret);

/* Where the kernel's messages are not to be had, that is said. */
void trigger_clone_configure(struct trigger_clone *clone, const struct svsmd_conf *conf);

/* Accepts NULL. */
void trigger_clone_free(struct trigger_clone *clone);
