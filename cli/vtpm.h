/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which TPM a command speaks to when it must be the SVSM's: the one that is below the
 * platform device "tpm-svsm", or the one that the user names.  Another is never guessed.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>

struct fault;

struct vtpm {
	char tcti[PATH_MAX + 8];
	char log[PATH_MAX];	/* its firmware event log; empty: not known */
	bool is_named;		/* by the user: its provenance was not looked at */
};

/*
 * @tcti: what the user named; NULL: nothing, then SVSM_TCTI counts.  0; -ENODEV when no
 * TPM is the SVSM's; -ENAMETOOLONG; else -errno.
 */
int vtpm_find(const char *tcti, struct vtpm *ret, struct fault *fault);

/* What the reader should do about it, or NULL. */
const char *vtpm_remedy(int error);
