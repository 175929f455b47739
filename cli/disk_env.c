/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The places that the environment names.
 */
#include "cli/disk_env.h"

#include <stdlib.h>

#include "cli/device.h"
#include "cli/log_places.h"

struct disk_places disk_env(const char *tcti, const char *signatures)
{
	struct disk_places places = DISK_PLACES_DEFAULT;

	places.crypttab = getenv("SYSTEMD_CRYPTTAB") ?: places.crypttab;
	places.volumes = getenv("SVSM_VOLUMES") ?: places.volumes;
	places.enrolled = getenv("SVSM_ENROLLED") ?: places.enrolled;
	places.logs = log_places();
	places.device = device_address();
	places.tcti = tcti ?: getenv("SVSM_TCTI");
	places.signatures = signatures;
	return places;
}
