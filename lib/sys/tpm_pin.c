/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Using a stretched PIN.
 */
#include "lib/sys/tpm_pin.h"

#include <assert.h>
#include <string.h>

#include "lib/base/secret.h"
#include "lib/sys/argon2.h"

#define AUTH_SIZE	32	/* the digest of the object's name: no more is of use */

_Static_assert(ARGON2_STRETCHED_SIZE == 2 * AUTH_SIZE, "two halves");

void tpm_pin_auth(const struct secret *stretched, TPM2B_AUTH *ret)
{
	assert(stretched->size == ARGON2_STRETCHED_SIZE);
	ret->size = AUTH_SIZE;
	memcpy(ret->buffer, stretched->bytes, AUTH_SIZE);
	/* A TPM drops zeros at the end (part 1, "Authorization Values"), so who uses it must. */
	while (ret->size && !ret->buffer[ret->size - 1])
		ret->size--;
}

void tpm_pin_mix(const struct secret *stretched, uint8_t *key, size_t size)
{
	size_t i;

	assert(stretched->size == ARGON2_STRETCHED_SIZE && size <= AUTH_SIZE);
	for (i = 0; i < size; i++)
		key[i] ^= stretched->bytes[AUTH_SIZE + i];
}
