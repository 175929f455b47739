/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * That the guest goes on after it was suspended, as logind tells.  Where there is no logind,
 * trigger_clock.h sees it by the clocks.
 */
#pragma once

#include <systemd/sd-bus.h>

struct svsmd_conf;
struct trigger;
struct trigger_resume;

/* Nothing is listened for before it is configured.  0, or -errno. */
int trigger_resume_new(struct trigger *trigger, sd_bus *bus, struct trigger_resume **ret);

void trigger_resume_configure(struct trigger_resume *resume, const struct svsmd_conf *conf);

/* Accepts NULL. */
void trigger_resume_free(struct trigger_resume *resume);
