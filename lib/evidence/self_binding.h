/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The proof that an AK lives in the TPM of an EK, made by the guest for itself: both halves
 * of the exchange, one behind the other.  It shows this guest which TPM it speaks to, and
 * nobody else anything.  The TPM makes its EK once more for it, which takes it a while.
 */
#pragma once

#include <stdint.h>

struct binding_record;
struct evidence;
struct fault;
struct tpm_ak;

#define SELF_BINDING_VERIFIER	"self"

/*
 * @evidence: its manifest names the EK; its AK is that of @ak.  0; -EKEYREJECTED when the
 * secret does not come back, or a key is not as it must be; else the -errno of the TPM.
 */
int self_binding_make(const struct evidence *evidence, struct tpm_ak *ak, int64_t now,
		      struct binding_record *ret, struct fault *fault);
