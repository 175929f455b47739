/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the plugin finds the machine: in sysfs and in systemd's folders, and nowhere else.
 * It runs in whatever opens volumes, with that program's privileges, so the environment
 * names nothing to it.  The tests link a place of their own instead of this one.
 */
#pragma once

struct fault;

/* The TPM as unlock_open() wants it, NULL: by provenance.  0; -ENODEV: it is not there yet. */
int place_tpm(const char **ret_tcti, struct fault *fault);

/* Below which signatures over PCRs are looked for, and attempts are noted. */
const char *place_root(void);
