/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Why a boot does not satisfy a token, by event: the log of the boot in which it was
 * enrolled against that of this one, in the PCRs that differ.
 *
 * Both lie where they can be changed.  The older one counts in those PCRs of which it
 * replays to the values that the token wants; for signed PCRs there is no such value.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/base/fault.h"
#include "lib/disks/disk_record.h"
#include "lib/show/log_diff.h"

struct disk_places;
struct json_object;
struct svsm_token;
struct unlock_attempt;

struct disk_cause {
	uint32_t pcrs;			/* that differ, or may; 0: there is nothing to tell */
	uint32_t foreign;		/* of these: the older log is not of what the token wants */
	uint32_t unlogged;		/* of those that do: both logs say the same */
	struct fault why_not;		/* with a text: nothing can be told, and why */
	struct disk_record then, now;
	struct log_diff diff;
};

#define DISK_CAUSE_NONE							\
	((struct disk_cause){ .then = DISK_RECORD_NONE, .now = DISK_RECORD_NONE })

/* Cannot fail: what cannot be told says why.  @token is what @attempt tried. */
void disk_cause_find(const struct disk_places *places, const struct svsm_token *token,
		     const struct unlock_attempt *attempt, struct disk_cause *ret);

/* Adds "changes", "unlogged", "foreign" and "untold" to @object. */
void disk_cause_add_json(const struct disk_cause *cause, struct json_object *object);

void disk_cause_deinit(struct disk_cause *cause);
