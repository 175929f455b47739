/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Logs whose records are JSON objects: systemd's tpm2-measure.log, each record
 * behind a 0x1e (RFC 7464), and the JSON form of the TCG Canonical Event Log (TCG
 * CEL, section 5.3), an array of records; also records in a row, and an array below
 * "records" as in systemd's .pcrlock files.
 *
 * Records are read one by one, so that of a file whose end is torn all others count.
 * A key that decides something and stands twice is refused: readers would differ.
 */
#include "lib/format/eventlog_reader.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_reader.h"

#define RECORD_SEPARATOR	0x1e
#define NAME_MAX_SIZE		64

struct record {
	struct json_reader_value pcr, nv_index, digests, content_type, content;
	bool has_pcr, has_nv_index, has_digests, has_content_type, has_content;
};

static bool keep(struct json_reader_value *kept, bool *has, const struct json_reader_value *value)
{
	if (*has)
		return false;
	*kept = *value;
	*has = true;
	return true;
}

static bool sort_member(struct record *record, const struct json_reader_value *key,
			const struct json_reader_value *value)
{
	if (json_reader_is(key, "pcr"))
		return keep(&record->pcr, &record->has_pcr, value);
	if (json_reader_is(key, "nv_index"))
		return keep(&record->nv_index, &record->has_nv_index, value);
	if (json_reader_is(key, "digests"))
		return keep(&record->digests, &record->has_digests, value);
	if (json_reader_is(key, "content_type"))
		return keep(&record->content_type, &record->has_content_type, value);
	if (json_reader_is(key, "content"))
		return keep(&record->content, &record->has_content, value);
	return true;
}

/* "sha256", or "0x000b" for what has no name. */
static uint16_t find_algorithm(const struct json_reader_value *name)
{
	char text[NAME_MAX_SIZE];
	uint16_t algorithm = 0;
	uint8_t bytes[2];

	if (json_reader_text(name, text, sizeof(text)) < 0)
		return 0;
	if (!hash_algorithm_find(text, &algorithm))
		return algorithm;
	if (text[0] != '0' || text[1] != 'x' || hex_decode(text + 2, bytes, sizeof(bytes)) < 0)
		return 0;
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* @value is a string of hexadecimal digits. */
static int decode_hex(const struct json_reader_value *value, uint8_t *space, size_t space_size,
		      size_t *ret_size)
{
	size_t size = value->inside.size / 2, i;

	if (value->kind != JSON_READER_STRING || value->inside.size % 2 || size > space_size)
		return -EBADMSG;
	for (i = 0; i < size; i++) {
		char digits[3] = { (char)value->inside.data[2 * i],
				   (char)value->inside.data[2 * i + 1], '\0' };

		if (hex_decode(digits, &space[i], 1) < 0)
			return -EBADMSG;
	}
	*ret_size = size;
	return 0;
}

static bool read_digest(const struct json_reader_value *entry, uint8_t *space,
			struct eventlog_digest *ret)
{
	struct cursor inside = entry->inside;
	struct json_reader_value key, value;
	struct eventlog_digest digest = { 0 };
	size_t size = 0;
	int r;

	if (entry->kind != JSON_READER_OBJECT)
		return false;
	while ((r = json_reader_member(&inside, &key, &value)) > 0) {
		if (json_reader_is(&key, "hashAlg")) {
			if (digest.algorithm)
				return false;
			digest.algorithm = find_algorithm(&value);
		} else if (json_reader_is(&key, "digest")) {
			if (size || decode_hex(&value, space, EVENTLOG_DIGEST_MAX, &size) < 0)
				return false;
		}
	}
	digest.size = (uint16_t)size;
	digest.data = space;
	*ret = digest;
	return !r && digest.algorithm && size &&
	       (!hash_algorithm_size(digest.algorithm) ||
		hash_algorithm_size(digest.algorithm) == size);
}

static bool read_digests(struct eventlog *log, const struct record *record,
			 struct eventlog_event *event)
{
	struct cursor inside = record->digests.inside;
	struct json_reader_value entry;
	int r;

	if (!record->has_digests || record->digests.kind != JSON_READER_ARRAY)
		return false;
	while ((r = json_reader_element(&inside, &entry)) > 0) {
		size_t i = event->digest_count;

		if (i == EVENTLOG_BANKS_MAX ||
		    !read_digest(&entry, log->digest_space[i], &event->digests[i]) ||
		    eventlog_event_digest(event, event->digests[i].algorithm))
			return false;
		event->digest_count++;
	}
	return !r;
}

static bool read_register(const struct record *record, struct eventlog_event *event)
{
	uint64_t number;

	if (record->has_pcr && record->has_nv_index)
		return false;
	if (record->has_pcr) {
		if (json_reader_number(&record->pcr, EVENTLOG_PCRS - 1, &number) < 0)
			return false;
		event->pcr = (uint32_t)number;
		return true;
	}
	if (!record->has_nv_index ||
	    json_reader_number(&record->nv_index, UINT32_MAX, &number) < 0 || !number)
		return false;
	event->pcr = EVENTLOG_NO_PCR;
	event->nv_index = (uint32_t)number;
	return true;
}

static bool read_event_type(const struct json_reader_value *value, uint32_t *ret)
{
	char name[NAME_MAX_SIZE];
	uint64_t number;

	if (!json_reader_number(value, UINT32_MAX, &number)) {
		*ret = (uint32_t)number;
		return true;
	}
	if (json_reader_text(value, name, sizeof(name)) < 0)
		return false;
	if (!event_type_find(name, ret))
		return true;
	/* A type without a name may be written as its number, in a string. */
	for (number = 0; name[number] >= '0' && name[number] <= '9' && number < 10; number++)
		*ret = number ? *ret * 10 + (uint32_t)(name[number] - '0') :
				(uint32_t)(name[number] - '0');
	return number && !name[number];
}

/* @hex: NULL when there is none. */
static void set_data(struct eventlog *log, const struct json_reader_value *hex,
		     struct eventlog_event *event)
{
	event->data = log->data_space;
	event->data_size = 0;
	event->is_data_omitted = !hex || decode_hex(hex, log->data_space,
						    sizeof(log->data_space),
						    &event->data_size) < 0;
}

/* {"event_type": ..., "event_data": "hex"} */
static bool read_tcg_content(struct eventlog *log, const struct record *record,
			     struct eventlog_event *event)
{
	struct cursor inside = record->content.inside;
	struct json_reader_value key, value;
	bool has_type = false;
	int r;

	event->content = EVENTLOG_CONTENT_TCG;
	set_data(log, NULL, event);
	while ((r = json_reader_member(&inside, &key, &value)) > 0) {
		if (json_reader_is(&key, "event_type")) {
			if (has_type || !read_event_type(&value, &event->type))
				return false;
			has_type = true;
		} else if (json_reader_is(&key, "event_data")) {
			if (!event->is_data_omitted)
				return false;
			set_data(log, &value, event);
		}
	}
	return !r && has_type;
}

/* {"template_name": ..., "template_data": "hex"} */
static bool read_ima_content(struct eventlog *log, const struct record *record,
			     struct eventlog_event *event)
{
	struct cursor inside = record->content.inside;
	struct json_reader_value key, value;
	int r;

	event->content = EVENTLOG_CONTENT_IMA;
	event->type = 0;
	set_data(log, NULL, event);
	while ((r = json_reader_member(&inside, &key, &value)) > 0) {
		if (json_reader_is(&key, "template_name")) {
			if (event->template || value.kind != JSON_READER_STRING)
				return false;
			event->template = value.inside.data;
			event->template_size = value.inside.size;
		} else if (json_reader_is(&key, "template_data")) {
			if (!event->is_data_omitted)
				return false;
			set_data(log, &value, event);
		}
	}
	return !r && event->template;
}

static bool read_content(struct eventlog *log, const struct record *record,
			 struct eventlog_event *event)
{
	bool is_object = record->has_content && record->content.kind == JSON_READER_OBJECT;

	if (is_object && record->has_content_type &&
	    json_reader_is(&record->content_type, "pcclient_std"))
		return read_tcg_content(log, record, event);
	if (is_object && record->has_content_type &&
	    json_reader_is(&record->content_type, "ima_template"))
		return read_ima_content(log, record, event);
	event->content = EVENTLOG_CONTENT_OTHER;
	if (record->has_content_type && record->content_type.kind == JSON_READER_STRING) {
		event->template = record->content_type.inside.data;
		event->template_size = record->content_type.inside.size;
	}
	event->type = 0;
	if (is_object && record->has_content_type &&
	    json_reader_is(&record->content_type, "systemd"))
		event->content = EVENTLOG_CONTENT_SYSTEMD;
	event->data = record->has_content ? record->content.whole.data : NULL;
	event->data_size = record->has_content ? record->content.whole.size : 0;
	return true;
}

static bool read_record(struct eventlog *log, const struct json_reader_value *object,
			struct eventlog_event *event)
{
	struct cursor inside = object->inside;
	struct json_reader_value key, value;
	struct record record = { 0 };
	int r;

	if (object->kind != JSON_READER_OBJECT)
		return false;
	while ((r = json_reader_member(&inside, &key, &value)) > 0)
		if (!sort_member(&record, &key, &value))
			return false;
	return !r && read_register(&record, event) && read_digests(log, &record, event) &&
	       read_content(log, &record, event);
}

/* @cursor stands at an object: enters the array below "records" or "cel", if it has one. */
static bool enter_wrapper(struct cursor *cursor)
{
	struct cursor inside = *cursor;
	struct json_reader_value key, value;

	cursor_skip(&inside, 1);
	for (;;) {
		json_reader_skip_blanks(&inside);
		if (json_reader_value(&inside, &key) < 0)
			return false;
		json_reader_skip_blanks(&inside);
		if (cursor_u8(&inside) != ':')
			return false;
		json_reader_skip_blanks(&inside);
		if ((json_reader_is(&key, "records") || json_reader_is(&key, "cel")) &&
		    cursor_left(&inside) && inside.data[inside.position] == '[')
			break;
		if (json_reader_value(&inside, &value) < 0)
			return false;
		json_reader_skip_blanks(&inside);
		if (cursor_u8(&inside) != ',')
			return false;
	}
	*cursor = inside;
	return true;
}

bool eventlog_json_is(const struct cursor *start)
{
	struct cursor cursor = *start;
	uint8_t first;

	json_reader_skip_blanks(&cursor);
	first = cursor_u8(&cursor);
	return first == '{' || first == '[' || first == RECORD_SEPARATOR;
}

int eventlog_json_open(struct eventlog *log, struct fault *fault)
{
	struct eventlog_event event = { 0 };
	struct cursor cursor;
	uint8_t first;
	int r;

	json_reader_skip_blanks(&log->cursor);
	cursor = log->cursor;
	first = cursor_u8(&cursor);
	log->format = first == RECORD_SEPARATOR ? EVENTLOG_SYSTEMD : EVENTLOG_CEL_JSON;
	if (first == '{' && enter_wrapper(&log->cursor))
		first = '[';
	if (first == '[') {
		cursor_skip(&log->cursor, 1);
		log->is_array = true;
		log->cursor = cursor_sub(&log->cursor, cursor_left(&log->cursor));
	}
	cursor = log->cursor;
	r = eventlog_json_next(log, &event, fault);
	log->cursor = cursor;
	if (r < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "event log: its first record is cut off, or the JSON is of "
				    "something else");
	if (!r)
		return fault_set(fault, -ENODATA, "event log: empty");
	return 0;
}

/* Stands before the next record: 1; 0 at the end; -EBADMSG. */
static int find_record(const struct eventlog *log, struct cursor *cursor)
{
	if (!log->is_array) {
		json_reader_skip_blanks(cursor);
		while (cursor_left(cursor) && cursor->data[cursor->position] == RECORD_SEPARATOR) {
			cursor_skip(cursor, 1);
			json_reader_skip_blanks(cursor);
		}
		return cursor_left(cursor) ? 1 : 0;
	}
	json_reader_skip_blanks(cursor);
	if (!cursor_left(cursor))
		return -EBADMSG; /* the array is never closed */
	return cursor->data[cursor->position] == ']' ? 0 : 1;
}

int eventlog_json_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault)
{
	struct cursor cursor = log->cursor;
	struct json_reader_value object;
	int r = find_record(log, &cursor);

	if (!r)
		return 0;
	if (r > 0 && log->is_array) {
		cursor.position = log->cursor.position;
		r = json_reader_element(&cursor, &object);
	} else if (r > 0) {
		r = json_reader_value(&cursor, &object) < 0 ? -EBADMSG : 1;
	}
	if (r <= 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "event log: record %zu is torn: its JSON ends or breaks here",
				    ret->number);
	ret->offset = object.whole.base;
	if (!read_record(log, &object, ret))
		return fault_set_at(fault, -EBADMSG, ret->offset,
				    "event log: record %zu: no register, or digests that make no "
				    "sense",
				    ret->number);
	log->cursor = cursor;
	return 1;
}
