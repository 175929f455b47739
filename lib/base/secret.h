/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes that nobody else shall see: they are wiped when their owner lets go of them, on
 * every way out, and until then they are in neither swap nor a core dump.  They are never
 * printed and never part of a fault.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECRET_SIZE_MAX	4096

struct secret {
	uint8_t *bytes;		/* in locked memory; NULL while there is none */
	size_t size;
};

/* Owns nothing yet; to be given to secret_deinit() all the same. */
#define SECRET_NONE	((struct secret){ .size = 0 })

/*
 * Makes room for @size bytes, all zero; what was held is wiped first.  0; -EINVAL for
 * a @size of 0 or above SECRET_SIZE_MAX; -ENOMEM, also where RLIMIT_MEMLOCK leaves no
 * memory that may be locked.
 */
int secret_init(struct secret *secret, size_t size);

/* Whether it is these bytes; the time it takes tells nothing but the size. */
bool secret_is(const struct secret *secret, const void *bytes, size_t size);

/* Wipes and frees what is held; it can be filled anew. */
void secret_deinit(struct secret *secret);
