/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a TPM's PCRs hold, of all its banks.
 */
#pragma once

#include <stdint.h>

#include "lib/format/pcr_values.h"

struct fault;

/* Those of @wanted, from the TPM that @tcti reaches.  0, or -errno. */
int tpm_pcrs_read(const char *tcti, uint32_t wanted, struct pcr_values *ret, struct fault *fault);
