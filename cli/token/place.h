/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the plugin finds the machine: in sysfs and in systemd's folders, and nowhere else.
 * It runs in whatever opens volumes, with that program's privileges, so the environment
 * names nothing to it.  The tests link a place of their own instead of this one.
 */
#pragma once

#include <stddef.h>

struct fault;

/* The TCTI of the SVSM's TPM.  0; -ENODEV: it is not there, or not yet; -errno. */
int place_tpm(char *ret_tcti, size_t size, struct fault *fault);

/* Below which signatures over PCRs are looked for. */
const char *place_root(void);
