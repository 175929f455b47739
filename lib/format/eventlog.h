/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The firmware's event log (TCG PC Client Platform Firmware Profile, section
 * 10): an iterator over the caller's buffer that allocates nothing.  Two forms:
 * the legacy one with SHA-1 digests alone, and the crypto-agile one, whose first
 * event ("Spec ID Event03") lists the banks and their digest sizes.
 *
 * Events point into the buffer, which must outlive them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/cursor.h"

struct fault;

#define EVENTLOG_BANKS_MAX	8	/* firmware has at most 5 */
#define EVENTLOG_DIGEST_MAX	64
#define EVENTLOG_PCRS		24	/* PCRs of a PC Client TPM */
#define EVENTLOG_NO_PCR		0xffffffffu	/* on some EV_NO_ACTION events */

/* Event types that decide how a log is replayed (section 10.4.1). */
enum eventlog_type {
	EV_NO_ACTION = 0x00000003,
	EV_EFI_HCRTM_EVENT = 0x80000010u,
};

enum eventlog_format {
	EVENTLOG_SHA1,
	EVENTLOG_AGILE,
};

struct eventlog_bank {
	uint16_t algorithm;	/* TPM_ALG_ID, perhaps of no algorithm that is known */
	uint16_t digest_size;
};

struct eventlog_digest {
	uint16_t algorithm;
	uint16_t size;
	const uint8_t *data;
};

struct eventlog_event {
	size_t number;		/* from 0 */
	size_t offset;		/* of the event in the log */
	uint32_t pcr;
	uint32_t type;
	struct eventlog_digest digests[EVENTLOG_BANKS_MAX];
	size_t digest_count;
	const uint8_t *data;
	size_t data_size;
};

struct eventlog {
	enum eventlog_format format;
	struct eventlog_bank banks[EVENTLOG_BANKS_MAX];
	size_t bank_count;
	struct cursor cursor;
	size_t next_number;
};

/*
 * Recognises the log in the @size bytes at @data and stands before its first
 * event.  0; -ENODATA when there is nothing in it; -EBADMSG when not even one
 * event can be read; -E2BIG with more banks than EVENTLOG_BANKS_MAX.  On failure
 * @ret is untouched.
 */
int eventlog_init(struct eventlog *ret, const void *data, size_t size, struct fault *fault);

/*
 * The next event: 1 with @ret filled, 0 at the end of the log, or -EBADMSG where
 * the log is cut off or makes no sense; what was read before stays good.  A log
 * that firmware padded to its end with 0x00 or 0xff ends before the padding.
 */
int eventlog_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault);

/* The event's digest for that bank, or NULL. */
const struct eventlog_digest *eventlog_event_digest(const struct eventlog_event *event,
						    uint16_t algorithm);
