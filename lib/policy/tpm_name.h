/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of TPM objects (TPM 2.0 part 1, section 16): the algorithm and the digest of a
 * public area, which no other object has; and a qualified name, which tells below which
 * hierarchy a key lies too.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tpm_public;
struct tpm_sealed;

#define TPM_NAME_SIZE_MAX	66	/* u16 algorithm, SHA-512 */

struct tpm_name {
	uint8_t bytes[TPM_NAME_SIZE_MAX];
	size_t size;
};

/*
 * nameAlg || H(TPMT_PUBLIC).  0; -EOPNOTSUPP for a nameAlg weaker than SHA-256.  On
 * failure @ret is untouched.
 */
int tpm_name_of(const struct tpm_public *public, struct tpm_name *ret);
int tpm_name_of_sealed(const struct tpm_sealed *sealed, struct tpm_name *ret);

/*
 * The qualified name of a primary key of that hierarchy (TPM_HIERARCHY_*):
 * nameAlg || H(handle || name).  Errors as above; -EINVAL for a @name that is none.
 */
int tpm_name_qualified(uint32_t hierarchy, const struct tpm_name *name, struct tpm_name *ret);

/* Whether the @size bytes at @data are this name. */
bool tpm_name_is(const struct tpm_name *name, const void *data, size_t size);
