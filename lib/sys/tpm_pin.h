/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two halves of a stretched PIN: the authorisation of a sealed object, and what the
 * key is mixed with (tpm_seal.h says why).  For lib/sys/tpm*.c only.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/sys/tss.h"

struct secret;

void tpm_pin_auth(const struct secret *stretched, TPM2B_AUTH *ret);

/* Both ways: what was mixed is unmixed. */
void tpm_pin_mix(const struct secret *stretched, uint8_t *key, size_t size);
