/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine of the tests, in the place of the plugin's own (cli/token/place.c): the TPM
 * that SVSM_TCTI names, and folders below SVSM_TOKEN_ROOT.
 */
#include "cli/token/place.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/base/fault.h"

int place_tpm(const char **ret_tcti, struct fault *fault)
{
	*ret_tcti = getenv("SVSM_TCTI");
	return *ret_tcti ? 0 : fault_set(fault, -ENODEV, "the SVSM's TPM is not there");
}

const char *place_root(void)
{
	return getenv("SVSM_TOKEN_ROOT") ?: "/nonexistent";
}
