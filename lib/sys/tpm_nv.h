/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NV counters in a TPM (TPM 2.0 part 1, "NV Memory", NV Counters): 64 bits that only grow.
 * One that is deleted and defined anew goes on above every counter that the TPM ever had,
 * also across TPM2_Clear, so that deleting it takes nothing back.
 *
 * Ours are read and incremented with an empty password, not subject to lockout, and
 * defined by the owner.
 */
#pragma once

#include <stdint.h>

struct fault;
struct tpm;

#define TPM_NV_LABEL_SIZE	32

/* What is at an index. */
enum tpm_nv_kind {
	TPM_NV_ABSENT = 0,
	TPM_NV_FOREIGN,		/* no counter of ours */
	TPM_NV_COUNTER,
};

struct tpm_nv {
	enum tpm_nv_kind kind;
	/* With TPM_NV_COUNTER: */
	uint8_t label[TPM_NV_LABEL_SIZE];	/* given when it was defined, and fixed */
	uint64_t value;				/* 0: never incremented */
};

/* Two commands where a counter of ours is, one where nothing is.  0 or -EIO. */
int tpm_nv_read(struct tpm *tpm, uint32_t index, struct tpm_nv *ret, struct fault *fault);

/*
 * Defines a counter with that label, which is its policy: one that nothing satisfies, so
 * that it is of no use but to be read.  0; -EEXIST when something is there; -ENOSPC when
 * the TPM has no room; -EACCES when the owner's hierarchy has a password; -EIO.
 */
int tpm_nv_define(struct tpm *tpm, uint32_t index, const uint8_t label[static TPM_NV_LABEL_SIZE],
		  struct fault *fault);

/* 0; -ENOENT when nothing is there; -EAGAIN when the TPM wants to be asked later; -EIO. */
int tpm_nv_increment(struct tpm *tpm, uint32_t index, struct fault *fault);
