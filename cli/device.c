/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The user's SVSM device.
 */
#include "cli/device.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/sys/sev.h"
#include "lib/sys/svsm_dev.h"

const char *device_address(void)
{
	const char *address = getenv("SVSM_DEVICE");

	return address && *address ? address : SVSM_DEV_DEFAULT;
}

static const char *absence_remedy(void)
{
	unsigned int vmpl;

	if (strcmp(device_address(), SVSM_DEV_DEFAULT))
		return "correct SVSM_DEVICE, or start what it names";
	if (!sev_vmpl("/sys", &vmpl, NULL) && vmpl > 0)
		return "this guest runs under an SVSM, but the driver is not loaded: modprobe svsm";
	return "this machine shows no SVSM: it must be an SEV-SNP guest that was started under "
	       "one, with the svsm driver loaded";
}

const char *device_remedy(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENODEV:
	case -ECONNREFUSED:
		return absence_remedy();
	case -EACCES:
	case -EPERM:
		return "run as root";
	case -ENXIO:
		return "'svsmctl services' lists those that it has";
	case -EPROTONOSUPPORT:
		return "ask for a manifest version that it has";
	case -EBUSY:
		return "wait for that long; if it happens again, attestation may be lost until the "
		       "machine is launched anew";
	case -EREMOTEIO:
		return "no SVSM attests before the firmware has started the vTPM up, or with a "
		       "password on its endorsement hierarchy; see the kernel log, and do not "
		       "retry in a loop";
	case -EOPNOTSUPP:
		return "see svsm(4) for the kernels that can";
	}
	return NULL;
}
