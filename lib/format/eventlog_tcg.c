/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Firmware's event logs (TCG PC Client Platform Firmware Profile, section 10; Intel
 * GHCI and UEFI 2.10 chapter 38 for CC-EL).  The first event is in the legacy form;
 * the "Spec ID Event03" in it says that the others are in the agile one.
 *
 * Firmware errs: the vendor data of Spec ID events is often shorter than it says,
 * some events lack the digest of a bank, digests come in any order, and the Spec ID
 * event may be missing.  All of it is read past, because it does not change what
 * the log's other bytes mean.  A digest whose size nobody states ends the log: there
 * is no telling where the next field starts.
 */
#include "lib/format/eventlog_reader.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"

#define SHA1_DIGEST_SIZE	20
#define TDX_REGISTERS		4	/* RTMR0 to RTMR3, at index 1 to 4; index 0 is MRTD */
#define TDX_SYSTEM_REGISTER	3	/* from here on the operating system's: RTMR2, RTMR3 */
#define LEGACY_HEADER_SIZE	(4 + 4 + SHA1_DIGEST_SIZE + 4)
#define SPEC_ID_SIZE		16

/* A log without a Spec ID event has to look like one for that many events. */
#define PROBED_EVENTS		4

static const char spec_id_agile[SPEC_ID_SIZE] = "Spec ID Event03";
static const char spec_id_legacy[SPEC_ID_SIZE] = "Spec ID Event00";
static const char acpi_ccel[] = "CCEL";

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

/* Digests mostly stand in the order of the banks, so @likely is asked first. */
static uint16_t digest_size(const struct eventlog *log, uint16_t algorithm, size_t likely)
{
	size_t i;

	if (likely < log->bank_count && log->banks[likely].algorithm == algorithm)
		return log->banks[likely].digest_size;
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
		digest->size = digest_size(log, digest->algorithm, i);
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

static bool is_plausible(const struct cursor *cursor, const struct eventlog_event *event)
{
	return cursor_ok(cursor) && is_pcr_possible(event->pcr, event->type) &&
	       event_type_is_plausible(event->type) && (event->type || event->data_size);
}

/* Agile from its first byte on: every digest is of a known algorithm, or it is not. */
static bool looks_agile(const struct eventlog *log)
{
	struct eventlog_event event = { 0 };
	struct cursor cursor = log->cursor;

	return !read_agile_event(log, &cursor, &event, NULL) && event.digest_count &&
	       is_plausible(&cursor, &event);
}

/*
 * Without a Spec ID event anything could be a log of SHA-1 digests, so its first
 * events must be such as firmware logs.  One that is merely cut off may be.
 */
static bool looks_legacy(const struct eventlog *log)
{
	struct cursor cursor = log->cursor;
	unsigned int i;

	for (i = 0; i < PROBED_EVENTS && cursor.position < log->end; i++) {
		struct eventlog_event event = { 0 };

		read_legacy_event(&cursor, &event);
		if (!cursor_ok(&cursor))
			return i && is_pcr_possible(event.pcr, event.type) &&
			       event_type_is_plausible(event.type);
		if (!is_plausible(&cursor, &event))
			return false;
	}
	return true;
}

static int refuse(const struct eventlog *log, struct fault *fault)
{
	struct cursor cursor = log->cursor;
	const uint8_t *magic = cursor_bytes(&cursor, sizeof(acpi_ccel) - 1);

	if (magic && !memcmp(magic, acpi_ccel, sizeof(acpi_ccel) - 1))
		return fault_set_at(fault, -EBADMSG, 0,
				    "event log: this is the ACPI table that says where the log is, "
				    "not the log");
	return fault_set_at(fault, -EBADMSG, 0,
			    "event log: this is no event log, or it is cut off within its first "
			    "event");
}

/* Stands behind the signature of a Spec ID event; false when the first event is none. */
static bool find_spec_id(const struct eventlog_event *first, const char *id, struct cursor *ret)
{
	const uint8_t *bytes;

	cursor_init(ret, first->data, first->data_size);
	ret->base = first->offset + LEGACY_HEADER_SIZE;
	bytes = cursor_bytes(ret, SPEC_ID_SIZE);
	return first->type == EV_NO_ACTION && bytes && !memcmp(bytes, id, SPEC_ID_SIZE);
}

static void set_legacy(struct eventlog *log)
{
	log->format = EVENTLOG_SHA1;
	log->banks[0] = (struct eventlog_bank){ HASH_SHA1, SHA1_DIGEST_SIZE };
	log->bank_count = 1;
}

/* The Spec ID event of a TPM's log is in PCR 0, or in none; of a CC-EL in a register of the TEE. */
static bool is_of_tee(const struct eventlog_event *first)
{
	return first->pcr && first->pcr != EVENTLOG_NO_PCR;
}

int eventlog_tcg_open(struct eventlog *log, struct fault *fault)
{
	struct eventlog_event first = { 0 };
	struct cursor cursor = log->cursor;
	bool is_whole;
	struct cursor spec;

	read_legacy_event(&cursor, &first);
	is_whole = cursor_ok(&cursor) && is_pcr_possible(first.pcr, first.type);
	if (is_whole && find_spec_id(&first, spec_id_agile, &spec)) {
		if (log->format == EVENTLOG_SHA1)
			return fault_set_at(fault, -EBADMSG, 0,
					    "event log: it is no SHA-1 log, but a crypto-agile one");
		if (is_of_tee(&first))
			log->format = EVENTLOG_CC;
		return read_banks(&spec, log, fault);
	}
	if (is_whole && (log->format == EVENTLOG_SHA1 || looks_legacy(log) ||
			 find_spec_id(&first, spec_id_legacy, &spec))) {
		set_legacy(log);
		return 0;
	}
	if (looks_agile(log)) {
		log->is_first_agile = true;
		return 0;
	}
	return refuse(log, fault);
}

/*
 * td-shim puts the Spec ID event of its CC-EL at index 0.  But the index of an event that
 * is extended tells: MRTD cannot be extended (UEFI 2.10, section 38.4.1), while a TPM's
 * log begins with PCR 0 and has separators up to PCR 7 (PC Client Platform Firmware
 * Profile, section 3.3.4).  All of TDX is SHA-384.  A TPM's log is told by its first
 * events; only one that may be a CC-EL is gone through.
 *
 * A TPM's log may have lost PCR 0, and what stands above 4.  Then what firmware measures
 * tells: PCRs 1 to 7 became registers 1 and 2, so that its separators of PCRs 3 and 4, and
 * the images that it starts in PCR 4, are never in registers of those numbers.
 */
static bool is_of_tpm(const struct eventlog_event *event)
{
	return !event->pcr || event->pcr > TDX_REGISTERS ||
	       (event->type == EV_SEPARATOR && event->pcr >= TDX_SYSTEM_REGISTER) ||
	       (event->type == EV_EFI_BOOT_SERVICES_APPLICATION && event->pcr == TDX_REGISTERS);
}

bool eventlog_tcg_has_tee_events(const struct eventlog *log)
{
	struct eventlog_event event;
	struct eventlog walk;
	bool is_any = false;

	if (log->bank_count != 1 || log->banks[0].algorithm != HASH_SHA384)
		return false;
	eventlog_copy(&walk, log);
	while (eventlog_next(&walk, &event, NULL) > 0) {
		if (event.type == EV_NO_ACTION)
			continue;
		if (is_of_tpm(&event))
			return false;
		is_any = true;
	}
	return is_any;
}

/* No firmware writes that; it is what is left of a buffer that was never filled. */
static bool is_void(const struct eventlog_event *event)
{
	return !event->pcr && !event->type && !event->digest_count && !event->data_size;
}

int eventlog_tcg_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault)
{
	struct cursor cursor = log->cursor;
	int r;

	if (cursor.position >= log->end)
		return 0;
	if (log->format == EVENTLOG_SHA1 || (!ret->number && !log->is_first_agile)) {
		read_legacy_event(&cursor, ret);
	} else {
		r = read_agile_event(log, &cursor, ret, fault);
		if (r < 0)
			return r;
	}
	if (!cursor_ok(&cursor))
		return fault_set_at(fault, -EBADMSG, ret->offset,
				    "event log: cut off within event %zu", ret->number);
	if (!is_pcr_possible(ret->pcr, ret->type))
		return fault_set_at(fault, -EBADMSG, ret->offset, "event log: event %zu: PCR %u",
				    ret->number, ret->pcr);
	if (is_void(ret))
		return fault_set_at(fault, -EBADMSG, ret->offset,
				    "event log: event %zu: nothing but zeros, and bytes behind them",
				    ret->number);
	log->cursor = cursor;
	return 1;
}
