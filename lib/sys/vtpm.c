/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding the SVSM's TPM.
 */
#include "lib/sys/vtpm.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/sys/svsm_dev.h"
#include "lib/sys/tpm_chip.h"

#define DEVICE_TCTI	"device:"

static bool is_chip(const struct tpm_chip *chip, const char *tcti)
{
	if (strncmp(tcti, DEVICE_TCTI, strlen(DEVICE_TCTI)))
		return false;
	tcti += strlen(DEVICE_TCTI);
	return !strcmp(tcti, chip->node) || !strcmp(tcti, chip->rm_node);
}

static int take_named(const char *tcti, struct vtpm *ret, struct fault *fault)
{
	struct vtpm vtpm = { .is_named = true };
	struct tpm_chips chips;
	size_t i;

	if ((size_t)snprintf(vtpm.tcti, sizeof(vtpm.tcti), "%s", tcti) >= sizeof(vtpm.tcti))
		return fault_set(fault, -ENAMETOOLONG, "%.100s...: the TCTI is too long", tcti);
	if (!tpm_chips_read(&TPM_CHIP_ROOTS, &chips, NULL))
		for (i = 0; i < chips.count; i++)
			if (is_chip(&chips.chips[i], tcti))
				strcpy(vtpm.log, chips.chips[i].log);
	*ret = vtpm;
	return 0;
}

int vtpm_choose(const char *tcti, const char *device, struct vtpm *ret, struct fault *fault)
{
	const struct tpm_chip *chip;
	struct tpm_chips chips;
	int r;

	if (tcti)
		return take_named(tcti, ret, fault);
	if (!strncmp(device, SVSM_DEV_EMU_PREFIX, strlen(SVSM_DEV_EMU_PREFIX)))
		return fault_set(fault, -ENODEV, "%s: is emulated, so its TPM is none of this "
				 "machine's", device);
	r = tpm_chips_read(&TPM_CHIP_ROOTS, &chips, fault);
	if (r < 0)
		return r;
	chip = tpm_chips_find_svsm(&chips);
	if (!chip)
		return fault_set(fault, -ENODEV, "no TPM of this machine is the SVSM's");
	*ret = (struct vtpm){ .is_named = false };
	(void)snprintf(ret->tcti, sizeof(ret->tcti), DEVICE_TCTI "%s",
		       *chip->rm_node ? chip->rm_node : chip->node);
	strcpy(ret->log, chip->log);
	return 0;
}
