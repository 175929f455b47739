/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Event logs for tests, built event by event.
 */
#pragma once

#include "lib/format/eventlog.h"
#include "lib/format/hash_algorithm.h"
#include "tests/unit/unit.h"

static inline void put_legacy_event(struct bytes *log, uint32_t pcr, uint32_t type,
				    uint8_t digest, const void *data, uint32_t size)
{
	put_le(log, pcr, 4);
	put_le(log, type, 4);
	put_fill(log, digest, 20);
	put_le(log, size, 4);
	put(log, data, size);
}

/* The Spec ID event of a log with SHA-1 and SHA-256 banks: 69 bytes. */
static inline void put_spec_id(struct bytes *log)
{
	struct bytes spec = { .size = 0 };

	put(&spec, "Spec ID Event03", 16);
	put_le(&spec, 0, 4);
	put(&spec, "\0\2\0\2", 4);
	put_le(&spec, 2, 4);
	put_le(&spec, HASH_SHA1, 2);
	put_le(&spec, 20, 2);
	put_le(&spec, HASH_SHA256, 2);
	put_le(&spec, 32, 2);
	put_le(&spec, 0, 1);
	put_legacy_event(log, 0, EV_NO_ACTION, 0, spec.data, (uint32_t)spec.size);
}

/* An event whose digests in both banks are filled with @digest. */
static inline void put_agile_event(struct bytes *log, uint32_t pcr, uint32_t type, uint8_t digest,
				   const void *data, uint32_t size)
{
	put_le(log, pcr, 4);
	put_le(log, type, 4);
	put_le(log, 2, 4);
	put_le(log, HASH_SHA1, 2);
	put_fill(log, digest, 20);
	put_le(log, HASH_SHA256, 2);
	put_fill(log, digest, 32);
	put_le(log, size, 4);
	put(log, data, size);
}
