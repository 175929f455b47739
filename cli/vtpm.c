/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The user's TPM.
 */
#include "cli/vtpm.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/device.h"

int vtpm_find(const char *tcti, struct vtpm *ret, struct fault *fault)
{
	return vtpm_choose(tcti ?: getenv("SVSM_TCTI"), device_address(), ret, fault);
}

const char *vtpm_remedy(int error)
{
	switch (error) {
	case -ENODEV:
		return "see 'svsmctl status'; --tcti names another";
	case -EACCES:
		return "run as root, and without a password on the endorsement hierarchy";
	case -EOPNOTSUPP:
		return "install tpm2-tss";
	}
	return NULL;
}
