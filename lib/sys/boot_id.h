/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's random name for one boot: the same in all of it, another in the next.
 */
#pragma once

#include <stdint.h>

struct fault;

#define BOOT_ID_SIZE	16
#define BOOT_ID_PATH	"/proc/sys/kernel/random/boot_id"

/* Reads it from @path.  0; -EBADMSG when it is no UUID in a line; else -errno. */
int boot_id_read(const char *path, uint8_t ret[static BOOT_ID_SIZE], struct fault *fault);
