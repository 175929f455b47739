/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The services manifest: what an SVSM returns to an attestation of all its
 * services (AMD 58019, Secure VM Service Module for SEV-SNP Guests, "Attestation
 * Protocol").  A GUID table, little-endian:
 *
 *	0x00  GUID 63849ebb-3d92-4670-a1ff-58f9c94b87bb
 *	0x10  u32 length of the whole table, 0x14 u32 number of entries
 *	then per entry: GUID, u32 offset from the table's start, u32 length
 *	then the services' own manifests, back to back; a service may have none
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/guid.h"

struct fault;

#define SERVICES_MANIFEST_ENTRIES_MAX	256

struct service_entry {
	struct guid guid;
	const uint8_t *manifest;	/* inside the caller's table; NULL when empty */
	size_t manifest_size;
};

struct services_manifest {
	struct service_entry entries[SERVICES_MANIFEST_ENTRIES_MAX];
	size_t count;
};

/*
 * Reads the @size bytes at @data, which must outlive @ret.  Strict, since a
 * report's REPORT_DATA stands for all of it, and as the driver's own reader of it: the
 * length must be exact, the services' manifests lie in order with nothing before, between
 * or behind them, and no GUID may come twice.
 * 0; -EBADMSG when malformed; -E2BIG above SERVICES_MANIFEST_ENTRIES_MAX.  On
 * failure @ret is untouched.
 */
int services_manifest_parse(const void *data, size_t size, struct services_manifest *ret,
			    struct fault *fault);

/* The service of that GUID, or NULL. */
const struct service_entry *services_manifest_find(const struct services_manifest *manifest,
						   const struct guid *guid);
