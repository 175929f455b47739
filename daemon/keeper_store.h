/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the keeper keeps: the state in the runtime folder, which ends with the boot, and the
 * history in the state folder.  And that there is one keeper.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct appraisal_record;
struct fault;
struct trust;
struct trust_history;
struct trust_time;

struct keeper_store {
	int lock;
	struct trust_history *history;
	char state[PATH_MAX], appraisal[PATH_MAX], path[PATH_MAX];	/* @path: history's */
	uint8_t boot_id[16];
};

#define KEEPER_STORE_NONE	((struct keeper_store){ .lock = -1 })

/* Starts as KEEPER_STORE_NONE.  0; -EBUSY: another has it; else -errno. */
int keeper_store_open(struct keeper_store *store, const char *state_folder,
		      const char *runtime_folder, struct fault *fault);

/*
 * What was kept in this boot; where that cannot be read it is as if nothing was, which is
 * said.  Zeros otherwise.  A state that the history knows nothing of in this boot, as the
 * initrd leaves one, becomes an entry of it.
 */
void keeper_store_load(struct keeper_store *store, struct trust *ret_trust,
		       struct appraisal_record *ret_record);

/* Writes the state down; with @is_changed a line of the history as well.  Says failures. */
void keeper_store_save(struct keeper_store *store, const struct trust *trust,
		       const struct appraisal_record *record, const struct trust_time *now,
		       bool is_changed);

/* Writes the last appraisal down.  Says failures. */
void keeper_store_save_record(const struct keeper_store *store,
			      const struct appraisal_record *record);

void keeper_store_close(struct keeper_store *store);
