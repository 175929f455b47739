/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The key of a volume, by the tokens in its header, best first, and the TPM.
 */
#pragma once

#include <stdint.h>

#include "lib/format/unlock_record.h"

struct fault;
struct key_options;
struct secret;

/*
 * @road tells which tokens count: those that are of the key socket, or, for a script, all.
 * Waits until @deadline (ms of CLOCK_MONOTONIC) for the SVSM's TPM.  Each token's attempt
 * is noted.  0; -ENODATA: no token counts; else as unlock_open(), unlock_key().
 */
int key_volume_unlock(const char *device, enum unlock_road road,
		      const struct key_options *options, uint64_t deadline, struct secret *ret,
		      struct fault *fault);

/* Now, as deadlines count. */
uint64_t key_volume_now(void);
