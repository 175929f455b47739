/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A volume's line in volumes.conf (@path), by which it has a key socket at boot.  A volume has
 * one line at most; those of others are left as they are.
 */
#pragma once

#include <stdbool.h>

#include "lib/format/volumes_file.h"

struct fault;
struct luks;

/* Whether @device, a path, is where the volume is. */
bool disk_volumes_is_of(struct luks *luks, const char *device);

/* 1 with its name there; 0: no line has it; -errno. */
int disk_volumes_find(const char *path, struct luks *luks,
		      char ret[static VOLUMES_FILE_NAME_MAX + 1], struct fault *fault);

/* 1: written; 0: it was there; -EINVAL: no volume can be called so; -errno. */
int disk_volumes_add(const char *path, struct luks *luks, const char *name, struct fault *fault);

/* 1: taken out; 0: there was none; -errno. */
int disk_volumes_remove(const char *path, struct luks *luks, struct fault *fault);
