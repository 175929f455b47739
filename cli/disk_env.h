/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where what is told of volumes comes from, as far as environment and command line say so.
 */
#pragma once

#include "lib/disks/disk_places.h"

/* @tcti, @signatures: what the command line names, or NULL. */
struct disk_places disk_env(const char *tcti, const char *signatures);
