/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which TPM is spoken to when it must be the SVSM's: the one that is below the platform
 * device "tpm-svsm", or the one that somebody names.  Another is never guessed.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>

struct fault;

struct vtpm {
	char tcti[PATH_MAX + 8];
	char log[PATH_MAX];	/* its firmware event log; empty: not known */
	bool is_named;		/* its provenance was not looked at */
};

/*
 * @tcti: what somebody named, or NULL.  @device: the SVSM's, as svsm_dev_open() takes it:
 * where that is emulated, no TPM of this machine is its own.  0; -ENODEV when no TPM is the
 * SVSM's; -ENAMETOOLONG; else -errno.
 */
int vtpm_choose(const char *tcti, const char *device, struct vtpm *ret, struct fault *fault);
