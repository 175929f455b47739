/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the two forms of the firmware's event log.  The first event is always
 * in the legacy form; only the "Spec ID Event03" in it tells the forms apart.
 *
 * Firmware errs: the vendor data of Spec ID events is often shorter than it says,
 * and some events lack the digest of a bank.  Both are read past, because neither
 * changes what the log's other bytes mean.  A digest whose size nobody states
 * ends the log: there is no telling where the next field starts.
 */
#include "lib/format/eventlog.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"

#define SHA1_DIGEST_SIZE	20
#define SPEC_ID_SIZE		16

static const char spec_id_agile[SPEC_ID_SIZE] = "Spec ID Event03";

static bool is_pcr_possible(uint32_t pcr, uint32_t type)
{
	return pcr < EVENTLOG_PCRS || (type == EV_NO_ACTION && pcr == EVENTLOG_NO_PCR);
}

static void read_event_data(struct cursor *cursor, struct eventlog_event *event)
{
	event->data_size = cursor_le32(cursor);
	event->data = cursor_bytes(cursor, event->data_size);
}

/* TCG_PCClientPCREvent (section 10.2.1) */
static void read_legacy_event(struct cursor *cursor, struct eventlog_event *event)
{
	event->pcr = cursor_le32(cursor);
	event->type = cursor_le32(cursor);
	event->digests[0] = (struct eventlog_digest){
		.algorithm = HASH_SHA1,
		.size = SHA1_DIGEST_SIZE,
		.data = cursor_bytes(cursor, SHA1_DIGEST_SIZE),
	};
	event->digest_count = 1;
	read_event_data(cursor, event);
}

static uint16_t digest_size(const struct eventlog *log, uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < log->bank_count; i++)
		if (log->banks[i].algorithm == algorithm)
			return log->banks[i].digest_size;
	return hash_algorithm_size(algorithm);
}

/* TCG_PCR_EVENT2 (section 10.2.2) */
static int read_agile_event(const struct eventlog *log, struct cursor *cursor,
			    struct eventlog_event *event, struct fault *fault)
{
	uint32_t count, i;

	event->pcr = cursor_le32(cursor);
	event->type = cursor_le32(cursor);
	count = cursor_le32(cursor);
	if (count > EVENTLOG_BANKS_MAX)
		return fault_set_at(fault, -EBADMSG, event->offset,
				    "event log: event %zu: %u digests", event->number, count);
	for (i = 0; i < count; i++) {
		struct eventlog_digest *digest = &event->digests[i];

		digest->algorithm = cursor_le16(cursor);
		digest->size = digest_size(log, digest->algorithm);
		if (!digest->size && cursor_ok(cursor))
			return fault_set_at(
				fault, -EBADMSG, event->offset,
				"event log: event %zu: digest of algorithm 0x%04x, whose "
				"size the log does not state",
				event->number, digest->algorithm);
		digest->data = cursor_bytes(cursor, digest->size);
	}
	event->digest_count = count;
	read_event_data(cursor, event);
	return 0;
}

/* Reads the banks of a TCG_EfiSpecIDEvent (section 10.4.5.1); @spec stands behind its signature. */
static int read_banks(struct cursor *spec, struct eventlog *log, struct fault *fault)
{
	uint32_t count, i;

	cursor_skip(spec, 4 + 3 + 1); /* platform class, version and errata, size of UINTN */
	count = cursor_le32(spec);
	if (!cursor_ok(spec) || !count)
		return fault_set_at(fault, -EBADMSG, cursor_offset(spec),
				    "event log: its Spec ID event lists no banks");
	if (count > EVENTLOG_BANKS_MAX)
		return fault_set_at(fault, -E2BIG, cursor_offset(spec),
				    "event log: %u banks, read are at most %u", count,
				    EVENTLOG_BANKS_MAX);
	for (i = 0; i < count; i++) {
		struct eventlog_bank *bank = &log->banks[i];
		uint16_t known;

		bank->algorithm = cursor_le16(spec);
		bank->digest_size = cursor_le16(spec);
		known = hash_algorithm_size(bank->algorithm);
		if (!cursor_ok(spec))
			return fault_set_at(fault, -EBADMSG, cursor_offset(spec),
					    "event log: its Spec ID event is truncated");
		if (!bank->digest_size || bank->digest_size > EVENTLOG_DIGEST_MAX ||
		    (known && bank->digest_size != known))
			return fault_set_at(fault, -EBADMSG, cursor_offset(spec),
					    "event log: bank 0x%04x with digests of %u bytes",
					    bank->algorithm, bank->digest_size);
	}
	log->bank_count = count;
	return 0;
}

/* Legacy unless the first event says otherwise; vendor data behind the banks is not needed. */
static int detect_format(const struct eventlog_event *first, struct eventlog *log,
			 struct fault *fault)
{
	struct cursor spec;
	const uint8_t *id;

	cursor_init(&spec, first->data, first->data_size);
	spec.base = first->offset + 8 + SHA1_DIGEST_SIZE + 4;
	id = cursor_bytes(&spec, SPEC_ID_SIZE);
	if (first->type == EV_NO_ACTION && id && !memcmp(id, spec_id_agile, SPEC_ID_SIZE)) {
		log->format = EVENTLOG_AGILE;
		return read_banks(&spec, log, fault);
	}
	log->format = EVENTLOG_SHA1;
	log->banks[0] = (struct eventlog_bank){ HASH_SHA1, SHA1_DIGEST_SIZE };
	log->bank_count = 1;
	return 0;
}

int eventlog_init(struct eventlog *ret, const void *data, size_t size, struct fault *fault)
{
	struct eventlog_event first = { 0 };
	struct eventlog log = { 0 };
	struct cursor cursor;
	int r;

	cursor_init(&cursor, data, size);
	if (!size || cursor_is_filled_with(&cursor, 0x00) || cursor_is_filled_with(&cursor, 0xff))
		return fault_set(fault, -ENODATA, "event log: empty");
	read_legacy_event(&cursor, &first);
	if (!cursor_ok(&cursor) || !is_pcr_possible(first.pcr, first.type))
		return fault_set_at(fault, -EBADMSG, 0,
				    "event log: this is no event log, or it is cut off within its "
				    "first event");
	r = detect_format(&first, &log, fault);
	if (r < 0)
		return r;
	cursor_init(&log.cursor, data, size);
	*ret = log;
	return 0;
}

static bool is_at_end(const struct cursor *cursor)
{
	return !cursor_left(cursor) || cursor_is_filled_with(cursor, 0x00) ||
	       cursor_is_filled_with(cursor, 0xff);
}

int eventlog_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault)
{
	struct cursor cursor = log->cursor;
	struct eventlog_event event = {
		.number = log->next_number,
		.offset = cursor_offset(&cursor),
	};
	int r;

	if (is_at_end(&cursor))
		return 0;
	if (log->format == EVENTLOG_SHA1 || !event.number) {
		read_legacy_event(&cursor, &event);
	} else {
		r = read_agile_event(log, &cursor, &event, fault);
		if (r < 0)
			return r;
	}
	if (!cursor_ok(&cursor))
		return fault_set_at(fault, -EBADMSG, event.offset,
				    "event log: cut off within event %zu", event.number);
	if (!is_pcr_possible(event.pcr, event.type))
		return fault_set_at(fault, -EBADMSG, event.offset, "event log: event %zu: PCR %u",
				    event.number, event.pcr);
	log->cursor = cursor;
	log->next_number++;
	*ret = event;
	return 1;
}

const struct eventlog_digest *eventlog_event_digest(const struct eventlog_event *event,
						    uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < event->digest_count; i++)
		if (event->digests[i].algorithm == algorithm)
			return &event->digests[i];
	return NULL;
}
