/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files that send commands to a TPM share: the inside of a struct tpm.  For
 * lib/sys/tpm*.c only.
 *
 * Commands go through the System API: one call, one command, where ESYS would read the
 * public area of every object once more.  What needs a session that is salted or
 * encrypted takes @esys, which speaks over the same channel, after tpm_use_esys().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/sys/tss.h"

struct fault;

struct tpm {
	char *name;			/* its TCTI, for messages */
	struct tss *tss;
	TSS2_TCTI_CONTEXT *tcti;
	TSS2_SYS_CONTEXT *own_sys;	/* our memory */
	ESYS_CONTEXT *esys;		/* NULL until somebody needs it */
	TSS2_SYS_CONTEXT *sys;		/* @esys's, which it decrypts in, or else ours */
};

/* 0, with @esys there; -EOPNOTSUPP where tpm2-tss lacks it; -EIO. */
int tpm_use_esys(struct tpm *tpm, struct fault *fault);

/*
 * Opens the TPM anew: after a reply that it cannot read, tpm2-tss sends nothing more.  What
 * ESYS knew is forgotten; the kernel's resource manager takes out of the TPM what was ours.
 * 0; after an error every command fails.
 */
int tpm_renew(struct tpm *tpm);

/* -EIO, with "TCTI: @what: " and what tpm2-tss calls @rc. */
int tpm_fault(const struct tpm *tpm, const char *what, TSS2_RC rc, struct fault *fault);

/*
 * Whether the TPM asks by @rc to be sent the command once more (TPM 2.0 part 2, "Warnings":
 * it was busy with itself), and @tries are left; waits a little then.
 */
bool tpm_wants_again(TSS2_RC rc, unsigned int *tries);

#define TPM_TRIES	8

/* Sends one command: TPM_CALL(tpm, Tss2_Sys_Hash, its arguments behind the context). */
#define TPM_CALL(tpm_, function_, ...)							\
	({										\
		unsigned int tries_ = TPM_TRIES;					\
		TSS2_RC rc_;								\
											\
		do									\
			rc_ = (tpm_)->tss->function_((tpm_)->sys, __VA_ARGS__);		\
		while (tpm_wants_again(rc_, &tries_));					\
		rc_;									\
	})

/* The same for what ESYS sends; it tries several times by itself, but without a pause. */
#define TPM_ESYS_CALL(tpm_, function_, ...)						\
	({										\
		unsigned int tries_ = TPM_TRIES;					\
		TSS2_RC rc_;								\
											\
		do									\
			rc_ = (tpm_)->tss->function_((tpm_)->esys, __VA_ARGS__);	\
		while (tpm_wants_again(rc_, &tries_));					\
		rc_;									\
	})

/*
 * What @rc says, without the number of the parameter, handle or session that it says it
 * of (TPM 2.0 part 2, section 6.6); what tpm2-tss says itself, unchanged.
 */
static inline TSS2_RC tpm_rc_code(TSS2_RC rc)
{
	return rc & TPM2_RC_FMT1 ? rc & (0xffff0000 | TPM2_RC_FMT1 | 0x3f) : rc;
}

/* Whether it was the TPM that said so: tpm2-tss has layers, and the TPM is the lowest. */
static inline bool tpm_rc_is_of_tpm(TSS2_RC rc)
{
	return !(rc & TSS2_RC_LAYER_MASK);
}

/* The authorisation of an object without a password. */
extern const TSS2L_SYS_AUTH_COMMAND tpm_no_password;
