/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * By which road a volume opens at boot, as crypttab, volumes.conf, the kernel's command line and
 * device-mapper tell.
 */
#pragma once

#include <stdbool.h>

#include "lib/format/crypttab.h"
#include "lib/format/svsm_token.h"
#include "lib/format/volumes_file.h"

struct disk_places;
struct fault;
struct luks;

struct disk_road {
	enum svsm_token_road road;	/* that it has to take */
	const char *why;		/* static */
	char name[CRYPTTAB_NAME_MAX + 1];	/* under which it opens; "": not known */
	char line[VOLUMES_FILE_NAME_MAX + 1];	/* its name in volumes.conf; "": not there */
	bool is_measured;		/* systemd asks no plugin */
	const char *source;		/* of the following: crypttab, or the kernel's words */
	bool has_key_file;		/* neither a plugin nor the key socket is asked */
	bool has_tpm2_device;
};

/* 0; -errno where a file is there that cannot be read: then what it says is not known. */
int disk_road_look(const struct disk_places *places, struct luks *luks, struct disk_road *ret,
		   struct fault *fault);

/* What is wrong with a token of @road for this volume, or NULL: nothing. */
const char *disk_road_objection(const struct disk_road *volume, enum svsm_token_road road);
