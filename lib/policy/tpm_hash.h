/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The hashes that count where keys are judged: SHA-256, SHA-384 and SHA-512.  A TPM
 * offers SHA-1 too, of which collisions are made to order.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Whether the hash of that TPM_ALG_ID is one of them. */
bool tpm_hash_counts(uint16_t algorithm);
