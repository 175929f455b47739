/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The hashes that count where keys are judged: SHA-256, SHA-384 and SHA-512.  A TPM
 * offers SHA-1 too, of which collisions are made to order.
 */
#pragma once

#include <stdint.h>

struct evp_md_st;

/* OpenSSL's hash of that TPM_ALG_ID, not to be freed; NULL for one that does not count. */
const struct evp_md_st *tpm_hash_find(uint16_t algorithm);
