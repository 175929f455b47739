/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where what is told of volumes comes from.  Who asks begins with DISK_PLACES_DEFAULT, and
 * sets what its tests or its user name instead.
 */
#pragma once

#include "lib/disks/disk_record.h"
#include "lib/evidence/collect_logs.h"
#include "lib/format/crypttab.h"
#include "lib/format/unlock_record.h"
#include "lib/format/volumes_file.h"
#include "lib/sys/svsm_dev.h"

struct disk_places {
	const char *crypttab, *volumes;	/* files */
	const char *enrolled;		/* a folder: boots of enrollments */
	const char *attempts;		/* likewise: unlock records */
	struct collect_log_paths logs;	/* of this boot */
	const char *device;		/* the SVSM's */
	const char *tcti, *signatures;	/* NULL: found */
};

#define DISK_PLACES_DEFAULT						\
	((struct disk_places){						\
		.crypttab = CRYPTTAB_FILE,				\
		.volumes = VOLUMES_FILE,				\
		.enrolled = DISK_RECORD_FOLDER,				\
		.attempts = UNLOCK_RECORD_FOLDER,			\
		.device = SVSM_DEV_DEFAULT,				\
	})
