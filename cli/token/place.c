/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * This machine, by provenance.
 */
#include "cli/token/place.h"

#include <stddef.h>

int place_tpm(const char **ret_tcti, struct fault *fault)
{
	*ret_tcti = NULL;
	return 0;
}

const char *place_root(void)
{
	return "";
}
