/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * This machine, by provenance.
 */
#include "cli/token/place.h"

#include <errno.h>
#include <stdio.h>

#include "lib/base/fault.h"
#include "lib/sys/tpm_chip.h"

int place_tpm(char *ret_tcti, size_t size, struct fault *fault)
{
	const struct tpm_chip *chip;
	struct tpm_chips chips;
	int r;

	r = tpm_chips_read(&TPM_CHIP_ROOTS, &chips, fault);
	if (r < 0)
		return r;
	chip = tpm_chips_find_svsm(&chips);
	/* Without its resource manager it would be shared with nobody: that comes yet. */
	if (!chip || !*chip->rm_node)
		return fault_set(fault, -ENODEV, "the SVSM's TPM is not there");
	if ((size_t)snprintf(ret_tcti, size, "device:%s", chip->rm_node) >= size)
		return fault_set(fault, -ENAMETOOLONG, "%s: the path is too long", chip->rm_node);
	return 0;
}

const char *place_root(void)
{
	return "";
}
