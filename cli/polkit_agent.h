/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lets polkit ask for a password at this terminal, by its own pkttyagent(1): who is at a
 * console has no other program that does.
 */
#pragma once

#include <sys/types.h>

/*
 * Returns once polkit knows of it, or it is plain that it will not.  0 for root, whom nobody
 * asks, and without a terminal; else a process for polkit_agent_stop().
 */
pid_t polkit_agent_start(void);

/* Accepts 0. */
void polkit_agent_stop(pid_t agent);
