/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Clocks that do not go on as they did: the wall clock was set by much, or the boot's clock
 * shows sleep.  The kernel wakes for both, by a timer that is cancelled when the wall clock
 * is set (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET), and it is when a guest resumes; so
 * this costs no wakeup otherwise.  sd-event does not offer that timer.
 */
#pragma once

#include <systemd/sd-event.h>

struct svsmd_conf;
struct trigger;
struct trigger_clock;

/* 0, or -errno. */
int trigger_clock_new(struct trigger *trigger, sd_event *event, struct trigger_clock **ret);

void trigger_clock_configure(struct trigger_clock *clock, const struct svsmd_conf *conf);

/* Accepts NULL. */
void trigger_clock_free(struct trigger_clock *clock);
