/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making names.
 */
#include "lib/policy/tpm_name.h"

#include <errno.h>
#include <string.h>

#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_sealed.h"
#include "lib/policy/hasher.h"
#include "lib/policy/tpm_hash.h"

#define ALGORITHM_SIZE	2
#define HANDLE_SIZE	4

static int make_name(uint16_t algorithm, const void *data, size_t size, struct tpm_name *ret)
{
	struct tpm_name name = { .bytes = { algorithm >> 8, algorithm & 0xff } };

	if (!tpm_hash_counts(algorithm) ||
	    hasher_once(algorithm, data, size, name.bytes + ALGORITHM_SIZE) < 0)
		return -EOPNOTSUPP;
	name.size = ALGORITHM_SIZE + (size_t)hash_algorithm_size(algorithm);
	*ret = name;
	return 0;
}

int tpm_name_of(const struct tpm_public *public, struct tpm_name *ret)
{
	return make_name(public->name_algorithm, public->whole, public->whole_size, ret);
}

int tpm_name_of_sealed(const struct tpm_sealed *sealed, struct tpm_name *ret)
{
	return make_name(sealed->name_algorithm, sealed->whole, sealed->whole_size, ret);
}

int tpm_name_qualified(uint32_t hierarchy, const struct tpm_name *name, struct tpm_name *ret)
{
	uint8_t message[HANDLE_SIZE + TPM_NAME_SIZE_MAX] = {
		hierarchy >> 24, hierarchy >> 16 & 0xff, hierarchy >> 8 & 0xff, hierarchy & 0xff,
	};
	uint16_t algorithm = (uint16_t)(name->bytes[0] << 8 | name->bytes[1]);

	if (name->size != ALGORITHM_SIZE + (size_t)hash_algorithm_size(algorithm) ||
	    name->size > TPM_NAME_SIZE_MAX)
		return -EINVAL;
	memcpy(message + HANDLE_SIZE, name->bytes, name->size);
	return make_name(algorithm, message, HANDLE_SIZE + name->size, ret);
}

bool tpm_name_is(const struct tpm_name *name, const void *data, size_t size)
{
	return size && size == name->size && !memcmp(name->bytes, data, size);
}
