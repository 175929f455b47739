/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A PIN stretched by Argon2id (RFC 9106), by libargon2, which is loaded on first use:
 * volumes without a PIN do not need it.
 */
#pragma once

#include <stddef.h>

struct fault;
struct secret;
struct svsm_token_pin;

#define ARGON2_STRETCHED_SIZE	64

/* What enrollment takes: RFC 9106's second choice, for machines that boot with little memory. */
#define ARGON2_MEMORY		65536	/* KiB */
#define ARGON2_ITERATIONS	3
#define ARGON2_LANES		4

/*
 * Fills @ret with ARGON2_STRETCHED_SIZE bytes.  0; -ENOMEM when more than half of this
 * machine's memory is wanted, or it is not to be had; -EINVAL for an empty PIN or costs
 * outside svsm_token.h's limits; -EOPNOTSUPP where libargon2 is not installed; -EIO.
 */
int argon2_stretch(const struct secret *pin, const struct svsm_token_pin *costs,
		   struct secret *ret, struct fault *fault);
