/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The loop of events of a service.
 */
#pragma once

#include <systemd/sd-event.h>

/*
 * Ends by SIGTERM and SIGINT, feeds the service manager's watchdog where there is one, and is
 * ready for children and SIGHUP.  What is blocked for that stays so.  0, or -errno.
 */
int loop_new(sd_event **ret);
