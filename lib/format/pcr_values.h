/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCR values that somebody wrote down: the JSON of 'svsmctl eventlog replay', or lines
 * as tpm2_pcrread prints them ("sha256:" and then "  7 : 0x..."; "sha256:7 ..." too).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/eventlog.h"

struct fault;

struct pcr_values_bank {
	uint16_t algorithm;	/* TPM_ALG_ID */
	uint16_t digest_size;
	uint32_t present;	/* bit n: PCR n */
	uint8_t pcrs[EVENTLOG_PCRS][EVENTLOG_DIGEST_MAX];
};

struct pcr_values {
	struct pcr_values_bank banks[EVENTLOG_BANKS_MAX];
	size_t count;
};

/*
 * 0; -ENODATA when there is not one value in it; -EBADMSG when a bank, a number or a
 * value makes no sense, or a PCR stands twice; then @ret is not to be used.
 */
int pcr_values_parse(const void *data, size_t size, struct pcr_values *ret,
		     struct fault *fault);

/* The bank of that TPM_ALG_ID, or NULL. */
const struct pcr_values_bank *pcr_values_find(const struct pcr_values *values, uint16_t algorithm);
