/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of hash algorithms.
 */
#include "lib/format/hash_algorithm.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const struct {
	uint16_t algorithm;
	uint16_t size;
	const char *name;
} algorithms[] = {
	{ HASH_SHA1, 20, "sha1" },
	{ HASH_SHA256, 32, "sha256" },
	{ HASH_SHA384, 48, "sha384" },
	{ HASH_SHA512, 64, "sha512" },
	{ HASH_SM3_256, 32, "sm3_256" },
	{ HASH_SHA3_256, 32, "sha3_256" },
	{ HASH_SHA3_384, 48, "sha3_384" },
	{ HASH_SHA3_512, 64, "sha3_512" },
};

#define ALGORITHMS_COUNT	(sizeof(algorithms) / sizeof(algorithms[0]))

uint16_t hash_algorithm_size(uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < ALGORITHMS_COUNT; i++)
		if (algorithms[i].algorithm == algorithm)
			return algorithms[i].size;
	return 0;
}

const char *hash_algorithm_name(uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < ALGORITHMS_COUNT; i++)
		if (algorithms[i].algorithm == algorithm)
			return algorithms[i].name;
	return NULL;
}

int hash_algorithm_find(const char *name, uint16_t *ret)
{
	size_t i;

	for (i = 0; i < ALGORITHMS_COUNT; i++) {
		if (strcmp(algorithms[i].name, name))
			continue;
		*ret = algorithms[i].algorithm;
		return 0;
	}
	return -ENOENT;
}
