/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One line about this guest: in the journal once in a boot, when it is first known how far
 * the guest is to be trusted; and, as long as svsmd runs, in the file "motd" of the runtime
 * folder, to which /usr/lib/motd.d/50-svsm leads (pam_motd(8)).  A line that nobody renews
 * would be believed for ever, so that the file ends with the service.
 */
#pragma once

#include <stdbool.h>

struct keeper;
struct motd;

/* Nothing is written yet.  0, or -errno. */
int motd_new(const char *runtime_folder, const struct keeper *keeper, struct motd **ret);

/* Whether there is to be a file; takes it away where not. */
void motd_configure(struct motd *motd, bool is_wanted);

/* The state has changed; an appraisal is over.  What fails is told. */
void motd_take_change(struct motd *motd);
void motd_take_appraisal(struct motd *motd);

/* Takes the file away.  Accepts NULL. */
void motd_free(struct motd *motd);
