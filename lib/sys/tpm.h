/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A TPM 2.0 that commands can be sent to, by any TCTI string of tpm2-tss
 * ("device:/dev/tpmrm0", "swtpm:host=127.0.0.1,port=2321").
 *
 * No type of tpm2-tss shows here: this header is all that the rest of the tree
 * knows of it.  A handle is owned by who opened it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;

#define TPM_BANKS_MAX		16
#define TPM_PCRS		24
#define TPM_DIGEST_MAX		64

struct tpm;

/* One bank of PCRs as the TPM holds it. */
struct tpm_bank {
	uint16_t algorithm;	/* TPM_ALG_ID */
	uint16_t digest_size;	/* bytes; 0 while nothing was read */
	uint32_t present;	/* bit n: the bank has PCR n */
	uint8_t pcrs[TPM_PCRS][TPM_DIGEST_MAX];
};

struct tpm_banks {
	struct tpm_bank banks[TPM_BANKS_MAX];
	size_t count;
};

/* Loads what tpm_open() would, for a program that has the time before it knows of a TPM. */
void tpm_prepare(void);

/* 0; -EACCES, -ENOENT, ... where the TCTI tells, -EIO where it does not. */
int tpm_open(const char *tcti, struct tpm **ret, struct fault *fault);

/* The active banks of the TPM, without their values.  0, -E2BIG or -EIO. */
int tpm_banks_read(struct tpm *tpm, struct tpm_banks *ret, struct fault *fault);

/*
 * Reads PCRs @mask (bit n: PCR n) of @bank into it.  0; -ENOENT when the bank
 * lacks one of them; -EIO when the TPM fails.  On failure @bank is untouched.
 */
int tpm_pcr_read(struct tpm *tpm, uint32_t mask, struct tpm_bank *bank, struct fault *fault);

/* Accepts NULL. */
void tpm_close(struct tpm *tpm);
void tpm_cleanup(struct tpm **tpm);
