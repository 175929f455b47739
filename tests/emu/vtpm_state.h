/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a vTPM keeps when it has no power: one blob, libtpms' permanent state, which
 * holds the seeds, the hierarchies' auth values, NV indices and counters.
 *
 * Persistent state lives in tpm/permall below the state folder; tpm/previous is the
 * blob as the previous run found it when it first gave power, for --rollback.
 * Ephemeral state lives in memory.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vtpm_state {
	int folder;		/* tpm/; -1: ephemeral */
	uint8_t *bytes;		/* ephemeral state */
	size_t len;
};

#define VTPM_STATE_MAX	(1u << 20)

/* @state_folder is the state folder's descriptor; -1 for ephemeral state. */
int vtpm_state_init(struct vtpm_state *state, int state_folder);

/* -ENOENT where a TPM was never manufactured. */
int vtpm_state_load(const struct vtpm_state *state, uint8_t **ret_bytes, size_t *ret_len);
int vtpm_state_store(struct vtpm_state *state, const void *bytes, size_t len);
void vtpm_state_forget(struct vtpm_state *state);

/* Keeps a copy as tpm/previous. */
int vtpm_state_keep(struct vtpm_state *state);

/* Goes back to tpm/previous; takes the state of another state folder. */
int vtpm_state_rollback(struct vtpm_state *state);
int vtpm_state_clone(struct vtpm_state *state, const char *other);

void vtpm_state_deinit(struct vtpm_state *state);
