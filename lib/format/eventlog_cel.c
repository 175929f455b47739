/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The TCG Canonical Event Log in its TLV form (TCG CEL, section 5.1): type of one
 * byte, big-endian length of four, value.  A record is its number, the register
 * that it extended, the digests, and one content.
 *
 * Register type 108 is not the TCG's: it is how logs of TEEs name a measurement
 * register, by the same index as in a CC-EL.
 */
#include "lib/format/eventlog_reader.h"

#include <errno.h>

#include "lib/base/fault.h"
#include "lib/format/hash_algorithm.h"

enum cel_type {
	CEL_RECNUM = 0,
	CEL_PCR = 1,
	CEL_NV_INDEX = 2,
	CEL_DIGESTS = 3,
	CEL_CONTENT_TCG = 5,
	CEL_CONTENT_IMA = 7,
	CEL_CC_REGISTER = 108,
};

struct tlv {
	uint8_t type;
	struct cursor value;
};

static struct tlv read_tlv(struct cursor *cursor)
{
	struct tlv tlv = { .type = cursor_u8(cursor) };

	tlv.value = cursor_sub(cursor, cursor_be32(cursor));
	return tlv;
}

/* Numbers are as wide as who wrote them found fit. */
static uint64_t read_number(struct cursor *value)
{
	uint64_t number = 0;

	if (!cursor_left(value) || cursor_left(value) > 8)
		value->is_broken = true;
	while (cursor_left(value))
		number = number << 8 | cursor_u8(value);
	return number;
}

static bool read_register(struct cursor *cursor, struct eventlog_event *event)
{
	struct tlv tlv = read_tlv(cursor);
	uint64_t number = read_number(&tlv.value);

	if (!cursor_ok(&tlv.value))
		return false;
	if (tlv.type == CEL_NV_INDEX) {
		event->pcr = EVENTLOG_NO_PCR;
		event->nv_index = (uint32_t)number;
		return number && number <= UINT32_MAX;
	}
	event->pcr = (uint32_t)number;
	return (tlv.type == CEL_PCR || tlv.type == CEL_CC_REGISTER) && number < EVENTLOG_PCRS;
}

static bool read_digests(struct cursor *cursor, struct eventlog_event *event)
{
	struct tlv list = read_tlv(cursor);

	if (list.type != CEL_DIGESTS)
		return false;
	while (cursor_left(&list.value)) {
		struct tlv tlv = read_tlv(&list.value);
		size_t size = cursor_left(&tlv.value);

		if (!cursor_ok(&tlv.value) || event->digest_count == EVENTLOG_BANKS_MAX ||
		    !size || size > EVENTLOG_DIGEST_MAX ||
		    (hash_algorithm_size(tlv.type) && size != hash_algorithm_size(tlv.type)))
			return false;
		event->digests[event->digest_count++] = (struct eventlog_digest){
			.algorithm = tlv.type,
			.size = (uint16_t)size,
			.data = cursor_bytes(&tlv.value, size),
		};
	}
	return cursor_ok(&list.value);
}

/* PCCLIENT_STD and IMA_TEMPLATE: type or name, then data. */
static void split_content(struct tlv *content, struct eventlog_event *event)
{
	struct cursor inside = content->value;
	struct tlv first = read_tlv(&inside), second = read_tlv(&inside);

	if (cursor_end(&inside) < 0 || first.type != 0 || second.type != 1)
		return;
	if (content->type == CEL_CONTENT_TCG) {
		event->type = (uint32_t)read_number(&first.value);
		event->content = EVENTLOG_CONTENT_TCG;
	} else {
		event->template_size = cursor_left(&first.value);
		event->template = cursor_bytes(&first.value, event->template_size);
		event->content = EVENTLOG_CONTENT_IMA;
	}
	event->data_size = cursor_left(&second.value);
	event->data = cursor_bytes(&second.value, event->data_size);
}

static bool read_record(struct cursor *cursor, struct eventlog_event *event)
{
	struct tlv number = read_tlv(cursor), content;

	(void)read_number(&number.value); /* its order is the file's */
	if (number.type != CEL_RECNUM || !cursor_ok(&number.value))
		return false;
	if (!read_register(cursor, event) || !read_digests(cursor, event))
		return false;
	content = read_tlv(cursor);
	if (!cursor_ok(cursor))
		return false;
	event->content = EVENTLOG_CONTENT_OTHER;
	event->type = content.type;
	event->data = content.value.data;
	event->data_size = content.value.size;
	if (content.type == CEL_CONTENT_TCG || content.type == CEL_CONTENT_IMA)
		split_content(&content, event);
	return true;
}

bool eventlog_cel_is(const struct cursor *start)
{
	struct cursor cursor = *start;
	struct tlv number = read_tlv(&cursor), index = read_tlv(&cursor);
	size_t width = cursor_left(&number.value);

	/* A recnum of 4 or 8 bytes; firmware's logs never have a length there. */
	return cursor_ok(&cursor) && number.type == CEL_RECNUM && (width == 4 || width == 8) &&
	       (index.type == CEL_PCR || index.type == CEL_NV_INDEX ||
		index.type == CEL_CC_REGISTER);
}

int eventlog_cel_open(struct eventlog *log, struct fault *fault)
{
	struct eventlog_event event = { 0 };
	struct cursor cursor = log->cursor;

	if (!read_record(&cursor, &event))
		return fault_set_at(fault, -EBADMSG, 0,
				    "event log: its first record is cut off, or not one of a "
				    "canonical event log");
	return 0;
}

int eventlog_cel_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault)
{
	struct cursor cursor = log->cursor;

	if (!cursor_left(&cursor))
		return 0;
	if (!read_record(&cursor, ret))
		return fault_set_at(fault, -EBADMSG, ret->offset,
				    "event log: record %zu is cut off or malformed", ret->number);
	log->cursor = cursor;
	return 1;
}
