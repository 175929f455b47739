/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCRs as a mask (bit n: PCR n), in words.
 */
#pragma once

#include <stdint.h>

#define PCR_MASK_TEXT_SIZE	72	/* 24 numbers with their joints: 61 */

/* Writes "4+11+12" to @ret, nothing for an empty mask, and returns it. */
char *pcr_mask_text(uint32_t mask, char ret[static PCR_MASK_TEXT_SIZE]);
