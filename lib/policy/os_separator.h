/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one thing that userspace extends firmware's PCRs with: since systemd 261,
 * systemd-pcrosseparator.service ends 0 to 7, 9 and 12 to 14 in the initrd by the hash of the
 * word "os-separator" (systemd-pcrosseparator.service(8)).  It says that what comes behind it
 * is not firmware's, and nothing else.
 */
#pragma once

#include <stdbool.h>

struct eventlog_event;

/*
 * Whether the event's digests, each of them and one at least, are of that word: then that is
 * what the PCR got, whatever else the log says of it.
 */
bool os_separator_is(const struct eventlog_event *event);
