/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which TPM a command speaks to when it must be the SVSM's, and what to do when there is
 * none.
 */
#pragma once

#include "lib/sys/vtpm.h"

/*
 * @tcti: what the user named; NULL: nothing, then SVSM_TCTI counts.  0; -ENODEV when no
 * TPM is the SVSM's; -ENAMETOOLONG; else -errno.
 */
int vtpm_find(const char *tcti, struct vtpm *ret, struct fault *fault);

/* What the reader should do about it, or NULL. */
const char *vtpm_remedy(int error);
