/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Argon2id by libargon2.
 */
#include "lib/sys/argon2.h"

#include <argon2.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/secret.h"
#include "lib/format/svsm_token.h"
#include "lib/sys/library.h"

#define LIBRARY	"libargon2.so.1"

static int check_costs(const struct secret *pin, const struct svsm_token_pin *costs,
		       struct fault *fault)
{
	const uint64_t pages = (uint64_t)sysconf(_SC_PHYS_PAGES);
	const uint64_t memory = pages * (uint64_t)sysconf(_SC_PAGE_SIZE) / 1024;

	if (!pin->size)
		return fault_set(fault, -EINVAL, "PIN: it is empty");
	if (costs->memory < SVSM_TOKEN_MEMORY_MIN || costs->memory > SVSM_TOKEN_MEMORY_MAX ||
	    !costs->iterations || costs->iterations > SVSM_TOKEN_ITERATIONS_MAX ||
	    !costs->lanes || costs->lanes > SVSM_TOKEN_LANES_MAX)
		return fault_set(fault, -EINVAL, "PIN: its costs, %u KiB, %u iterations and %u "
				 "lanes, are outside the limits", costs->memory, costs->iterations,
				 costs->lanes);
	if (costs->memory > memory / 2)
		return fault_set(fault, -ENOMEM, "PIN: stretching it takes %u KiB, more than half "
				 "of this machine's %llu KiB", costs->memory,
				 (unsigned long long)memory);
	return 0;
}

int argon2_stretch(const struct secret *pin, const struct svsm_token_pin *costs,
		   struct secret *ret, struct fault *fault)
{
	_cleanup_(library_unload) void *library = NULL;
	_cleanup_(secret_deinit) struct secret stretched = SECRET_NONE;
	__typeof__(argon2id_hash_raw) *hash;
	const struct library_function function = { "argon2id_hash_raw", &hash };
	int r;

	r = check_costs(pin, costs, fault);
	if (r < 0)
		return r;
	r = library_load(LIBRARY, "a PIN needs it (Debian: libargon2-1)", &function, 1, &library,
			 fault);
	if (r < 0)
		return r;
	r = secret_init(&stretched, ARGON2_STRETCHED_SIZE);
	if (r < 0)
		return fault_set(fault, r, "PIN: out of memory");
	r = hash(costs->iterations, costs->memory, costs->lanes, pin->bytes, pin->size,
		 costs->salt, sizeof(costs->salt), stretched.bytes, stretched.size);
	if (r == ARGON2_MEMORY_ALLOCATION_ERROR)
		return fault_set(fault, -ENOMEM, "PIN: stretching it takes %u KiB, which are not "
				 "to be had", costs->memory);
	if (r != ARGON2_OK)
		return fault_set(fault, -EIO, "PIN: %s fails (%d)", LIBRARY, r);
	secret_deinit(ret);
	*ret = stretched;
	stretched = SECRET_NONE;
	return 0;
}
