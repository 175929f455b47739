/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What of ours lives in a vTPM to be found again: one NV counter at BIRTH_RECORD_INDEX,
 * incremented once per boot, whose label is the instance's id.  Both are one index, since
 * its definition is one command: there is no moment, and no power cut, between the id and
 * the counter.
 */
#pragma once

#include <stdint.h>

#include "lib/format/birth_record.h"
#include "lib/sys/tpm_nv.h"

struct fault;
struct tpm;

/* What the TPM says: the index, and its clock. */
struct tpm_birth {
	struct tpm_nv index;
	struct birth_clock clock;	/* its counter is the index's, 0 where none is */
};

/* Three TPM commands, two where our index is not there.  0 or -EIO. */
int tpm_birth_read(struct tpm *tpm, struct tpm_birth *ret, struct fault *fault);

/* Defines the index under a random id.  Errors as tpm_nv_define(). */
int tpm_birth_define(struct tpm *tpm, struct fault *fault);

/* Increments the counter, and tells its new value.  Errors as tpm_nv_increment(). */
int tpm_birth_advance(struct tpm *tpm, uint64_t *ret_counter, struct fault *fault);
