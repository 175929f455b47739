/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A log of measurements, whoever wrote it: an iterator over the caller's buffer
 * that allocates nothing.  Firmware (TCG PC Client Platform Firmware Profile,
 * section 10; CC-EL), systemd's tpm2-measure.log, IMA, and the TCG Canonical Event
 * Log all yield the same events; eventlog_reader.h lists the readers.
 *
 * Events point into the buffer, which must outlive them, or into the iterator,
 * where they live until the next event is read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/cursor.h"
#include "lib/format/event_type.h"

struct fault;

#define EVENTLOG_BANKS_MAX	8	/* firmware has at most 5 */
#define EVENTLOG_DIGEST_MAX	64
#define EVENTLOG_PCRS		24	/* PCRs of a PC Client TPM */
#define EVENTLOG_NO_PCR		0xffffffffu	/* on some EV_NO_ACTION events */
#define EVENTLOG_DECODED_MAX	16384	/* event data of JSON logs, which is hexadecimal */

enum eventlog_format {
	EVENTLOG_SHA1,		/* firmware, SHA-1 alone */
	EVENTLOG_AGILE,		/* firmware, any banks */
	EVENTLOG_CC,		/* as AGILE, with registers of a TEE: index = RTMR + 1 */
	EVENTLOG_CEL_TLV,
	EVENTLOG_CEL_JSON,
	EVENTLOG_SYSTEMD,	/* JSON text sequence (RFC 7464) */
	EVENTLOG_IMA,		/* binary_runtime_measurements */
	EVENTLOG_IMA_TEXT,	/* ascii_runtime_measurements */
};

#define EVENTLOG_FORMATS	8
/* Who defines what an event's data is. */
enum eventlog_content {
	EVENTLOG_CONTENT_TCG,		/* the event's type, see event_type.h */
	EVENTLOG_CONTENT_SYSTEMD,	/* the text of a JSON object */
	EVENTLOG_CONTENT_IMA,		/* the fields of the template that is named */
	EVENTLOG_CONTENT_IMA_TEXT,	/* the same, printed for people */
	EVENTLOG_CONTENT_OTHER,		/* the CEL content type that is in @type */
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
	enum eventlog_content content;
	uint32_t pcr;
	uint32_t nv_index;	/* instead of a PCR; 0: none */
	uint32_t type;
	struct eventlog_digest digests[EVENTLOG_BANKS_MAX];
	size_t digest_count;
	const uint8_t *data;
	size_t data_size;
	bool is_data_omitted;	/* beyond EVENTLOG_DECODED_MAX, no hexadecimal text, or not there */
	const uint8_t *template;	/* its name, with IMA's content; or that of other JSON's */
	size_t template_size;
};

struct eventlog {
	enum eventlog_format format;
	struct eventlog_bank banks[EVENTLOG_BANKS_MAX];	/* that the log declares */
	size_t bank_count;
	struct cursor cursor;
	size_t end;		/* where padding begins, or the log's size */
	size_t next_number;
	bool is_first_agile;	/* firmware left out the Spec ID event */
	uint16_t template_digest_size;	/* IMA */
	bool is_array;		/* JSON */
	/* What is text in the log, as bytes of the last event; stays the struct's end: */
	uint8_t digest_space[EVENTLOG_BANKS_MAX][EVENTLOG_DIGEST_MAX];
	uint8_t data_space[EVENTLOG_DECODED_MAX];
};

/*
 * Recognises the log in the @size bytes at @data and stands before its first
 * event.  0; -ENODATA when there is nothing in it; -EBADMSG when it is no log, or
 * not even one event of it can be read; -E2BIG with more banks than
 * EVENTLOG_BANKS_MAX.  On failure @ret is not to be used.
 */
int eventlog_init(struct eventlog *ret, const void *data, size_t size, struct fault *fault);

/* The same for a log that is known to be of that format; errors as above. */
int eventlog_init_as(struct eventlog *ret, enum eventlog_format format, const void *data,
		     size_t size, struct fault *fault);

/* @ret, of which nothing need be set, stands where @log does.  No event is copied. */
void eventlog_copy(struct eventlog *ret, const struct eventlog *log);

/*
 * The next event: 1 with @ret filled, 0 at the end of the log, or -EBADMSG where
 * the log is cut off or makes no sense; what was read before stays good.  A log
 * that firmware padded to its end with 0x00 or 0xff ends before the padding.
 */
int eventlog_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault);

/* The event's digest for that bank, or NULL. */
const struct eventlog_digest *eventlog_event_digest(const struct eventlog_event *event,
						    uint16_t algorithm);

/* "tcg-sha1", "tcg", "ccel", ...: as options and JSON name it.  0, or -ENOENT: there is none. */
const char *eventlog_format_name(enum eventlog_format format);
int eventlog_format_find(const char *name, enum eventlog_format *ret);
