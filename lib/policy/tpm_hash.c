/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of hashes that count.
 */
#include "lib/policy/tpm_hash.h"

#include "lib/format/hash_algorithm.h"

bool tpm_hash_counts(uint16_t algorithm)
{
	switch (algorithm) {
	case HASH_SHA256:
	case HASH_SHA384:
	case HASH_SHA512:
		return true;
	}
	return false;
}
