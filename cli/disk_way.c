/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Choosing a road.
 */
#include "cli/disk_way.h"

#include <errno.h>
#include <string.h>

#include "cli/disk_env.h"
#include "cli/say.h"
#include "lib/base/fault.h"
#include "lib/disks/disk_road.h"
#include "lib/sys/luks.h"

static int take_name(const char *crypttab, const char *name, struct disk_road *road,
		     struct fault *fault)
{
	if (!name && *road->name)
		return 0;
	if (!name)
		return fault_set(fault, -EINVAL, "the key socket is found by the volume's name, "
				 "which neither %s, the kernel's command line nor device-mapper "
				 "tells: say --name",
				 crypttab);
	if (strlen(name) > VOLUMES_FILE_NAME_MAX)
		return fault_set(fault, -EINVAL, "--name: has more than %d characters",
				 VOLUMES_FILE_NAME_MAX);
	strcpy(road->name, name);
	return 0;
}

int disk_way_choose(struct luks *luks, const char *road, const char *name,
		    struct disk_road *ret, struct fault *fault)
{
	const struct disk_places places = disk_env(NULL, NULL);
	int r;

	if (road && strcmp(road, "plugin") && strcmp(road, "socket"))
		return fault_set(fault, -EINVAL, "--road: 'plugin' or 'socket', not '%s'", road);
	r = disk_road_look(&places, luks, ret, fault);
	if (r < 0)
		return r;
	if (road) {
		ret->road = strcmp(road, "socket") ? SVSM_TOKEN_PLUGIN : SVSM_TOKEN_SOCKET;
		ret->why = "as --road says";
	}
	return ret->road == SVSM_TOKEN_SOCKET ? take_name(places.crypttab, name, ret, fault) : 0;
}

void disk_way_warn(const char *command, struct luks *luks, const struct disk_road *road)
{
	if (road->has_key_file)
		say_note(command, "%s: has a key file in %s, so that systemd asks nobody else: "
			 "there must be none", luks_path(luks), road->source);
	if (road->has_tpm2_device && road->road == SVSM_TOKEN_SOCKET)
		say_note(command, "%s: has tpm2-device= in %s, so that systemd looks for a token "
			 "of its own: take it out", luks_path(luks), road->source);
}
