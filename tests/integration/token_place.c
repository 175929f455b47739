/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine of the tests, in the place of the plugin's own (cli/token/place.c): the TPM
 * that SVSM_TCTI names, and folders below SVSM_TOKEN_ROOT.
 */
#include "cli/token/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/fault.h"

int place_tpm(char *ret_tcti, size_t size, struct fault *fault)
{
	const char *tcti = getenv("SVSM_TCTI");

	if (!tcti)
		return fault_set(fault, -ENODEV, "the SVSM's TPM is not there");
	(void)snprintf(ret_tcti, size, "%s", tcti);
	return 0;
}

const char *place_root(void)
{
	return getenv("SVSM_TOKEN_ROOT") ?: "/nonexistent";
}
