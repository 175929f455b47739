/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The TPM's protection against guessing (TPM 2.0 part 1, "Dictionary Attack Protection"):
 * wrong PINs are counted, and at a maximum the TPM refuses right ones too, until time has
 * passed.  Other programs' keys are refused with ours; so a PIN is not tried when less
 * than TPM_LOCKOUT_RESERVE tries would be left.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct fault;
struct tpm;

#define TPM_LOCKOUT_RESERVE	2

struct tpm_lockout {
	uint32_t counter;	/* TPM_PT_LOCKOUT_COUNTER: tries that failed */
	uint32_t maximum;	/* TPM_PT_MAX_AUTH_FAIL; 0: nothing may fail */
	uint32_t interval;	/* TPM_PT_LOCKOUT_INTERVAL: seconds to forgive one; 0: no end */
	uint32_t recovery;	/* TPM_PT_LOCKOUT_RECOVERY: of its password, seconds */
};

/* One command.  0, -EBADMSG when the TPM does not tell all four, -EIO. */
int tpm_lockout_read(struct tpm *tpm, struct tpm_lockout *ret, struct fault *fault);

/* How many wrong tries still leave the reserve. */
uint32_t tpm_lockout_tries(const struct tpm_lockout *lockout);

/* 0 when a PIN may be tried; -EBUSY, with the counter, the maximum and when to come again. */
int tpm_lockout_check(struct tpm *tpm, struct fault *fault);
