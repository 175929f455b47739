/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The volumes of this machine, for who may not name any device: those of volumes.conf and
 * crypttab, those that are open, and what udev has found a UUID on.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>

struct disk_places;
struct fault;

#define DISK_FIND_MAX		64	/* volumes of which is told */
#define DISK_FIND_BY_UUID	"/dev/disk/by-uuid/"

/*
 * The path for a device as crypttab names it: itself, or where udev links UUID= and the like.
 * Whether there is one; nothing is said of whether it leads anywhere.
 */
bool disk_find_path(const char *device, char ret[static PATH_MAX]);

struct disk_found {
	char paths[DISK_FIND_MAX][PATH_MAX];	/* each device once; that there is */
	unsigned int count;
};

/* All but those that only udev knows.  0, or -ENOMEM; a file that cannot be read has none. */
int disk_find_all(const struct disk_places *places, struct disk_found **ret);

/*
 * The device of the volume that has @volume as name or UUID.  0; -ENOENT; -ENOTUNIQ: one of
 * that name is another than the other.
 */
int disk_find(const struct disk_places *places, const char *volume, char ret[static PATH_MAX],
	      struct fault *fault);
