/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IMA's binary_runtime_measurements (Linux, Documentation/security/IMA-templates):
 * PCR, digest of the template's data, name of the template, its data.  Numbers are
 * little-endian, as on every machine that has an SVSM and with ima_canonical_fmt.
 *
 * The digest is SHA-1's, or, in binary_runtime_measurements_<hash>, that hash's.
 * Nothing in the file says which: what follows it has to make sense.
 */
#include "lib/format/eventlog_reader.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"

#define TEMPLATE_NAME_MAX	255
#define LEGACY_DIGEST_SIZE	20
#define LEGACY_NAME_MAX		255

static const struct eventlog_bank digest_kinds[] = {
	{ HASH_SHA1, 20 },
	{ HASH_SHA256, 32 },
	{ HASH_SHA384, 48 },
	{ HASH_SHA512, 64 },
};

#define DIGEST_KINDS	(sizeof(digest_kinds) / sizeof(digest_kinds[0]))

/* "ima", "ima-ng", "evm-sig"; or the fields of a template of somebody's own: "d-ng|n-ng". */
static bool is_template_name(const uint8_t *name, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (!((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9') ||
		      name[i] == '-' || name[i] == '|' || name[i] == '_'))
			return false;
	return (size >= 3 && !memcmp(name, "ima", 3)) || (size >= 4 && !memcmp(name, "evm-", 4)) ||
	       (size && memchr(name, '|', size));
}

static bool is_legacy_template(const struct eventlog_event *event)
{
	return event->template_size == 3 && !memcmp(event->template, "ima", 3);
}

/* The template "ima" has no length of its data, but one inside: digest, length, name. */
static void read_legacy_data(struct cursor *cursor, struct eventlog_event *event)
{
	struct cursor inside = *cursor;
	uint32_t name_size;

	cursor_skip(&inside, LEGACY_DIGEST_SIZE);
	name_size = cursor_le32(&inside);
	if (!cursor_ok(&inside) || name_size > LEGACY_NAME_MAX) {
		cursor->is_broken = true;
		return;
	}
	event->data_size = LEGACY_DIGEST_SIZE + 4 + name_size;
	event->data = cursor_bytes(cursor, event->data_size);
}

static bool read_event(struct cursor *cursor, const struct eventlog_bank *kind,
		       struct eventlog_event *event)
{
	event->pcr = cursor_le32(cursor);
	event->digests[0] = (struct eventlog_digest){
		.algorithm = kind->algorithm,
		.size = kind->digest_size,
		.data = cursor_bytes(cursor, kind->digest_size),
	};
	event->digest_count = 1;
	event->template_size = cursor_le32(cursor);
	if (!cursor_ok(cursor) || event->pcr >= EVENTLOG_PCRS ||
	    event->template_size > TEMPLATE_NAME_MAX)
		return false;
	event->template = cursor_bytes(cursor, event->template_size);
	if (!event->template || !is_template_name(event->template, event->template_size))
		return false;
	if (is_legacy_template(event)) {
		read_legacy_data(cursor, event);
	} else {
		event->data_size = cursor_le32(cursor);
		event->data = cursor_bytes(cursor, event->data_size);
	}
	return true;
}

static const struct eventlog_bank *find_kind(const struct cursor *start)
{
	size_t i;

	for (i = 0; i < DIGEST_KINDS; i++) {
		struct eventlog_event event = { 0 };
		struct cursor cursor = *start;

		if (read_event(&cursor, &digest_kinds[i], &event) && cursor_ok(&cursor))
			return &digest_kinds[i];
	}
	return NULL;
}

bool eventlog_ima_is(const struct cursor *start)
{
	return find_kind(start);
}

int eventlog_ima_open(struct eventlog *log, struct fault *fault)
{
	const struct eventlog_bank *kind = find_kind(&log->cursor);

	if (!kind)
		return fault_set_at(fault, -EBADMSG, 0, "event log: its first record is not IMA's");
	log->template_digest_size = kind->digest_size;
	log->banks[0] = *kind;
	log->bank_count = 1;
	return 0;
}

int eventlog_ima_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault)
{
	struct cursor cursor = log->cursor;

	if (!cursor_left(&cursor))
		return 0;
	ret->content = EVENTLOG_CONTENT_IMA;
	ret->type = 0;
	if (!read_event(&cursor, &log->banks[0], ret) && cursor_ok(&cursor))
		return fault_set_at(fault, -EBADMSG, ret->offset,
				    "event log: record %zu is not IMA's", ret->number);
	if (!cursor_ok(&cursor))
		return fault_set_at(fault, -EBADMSG, ret->offset,
				    "event log: cut off within record %zu", ret->number);
	log->cursor = cursor;
	return 1;
}
