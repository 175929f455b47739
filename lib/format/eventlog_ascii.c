/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IMA's ascii_runtime_measurements: one line per measurement, "PCR DIGEST TEMPLATE
 * FIELDS".  The fields are for people: the template's data cannot be rebuilt from
 * every one of them, so a line proves no bank but the one that its digest is for.
 */
#include "lib/format/eventlog_reader.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"

#define PCR_DIGITS_MAX	2

/* The bytes up to @stop, which is passed; NULL when there is none. */
static const uint8_t *read_word(struct cursor *cursor, uint8_t stop, size_t *ret_size)
{
	struct cursor ahead = *cursor;
	size_t size = 0;

	while (cursor_left(&ahead) && cursor_u8(&ahead) != stop)
		size++;
	if (size == cursor_left(cursor))
		return NULL;
	*ret_size = size;
	*cursor = ahead;
	return ahead.data + ahead.position - size - 1;
}

static uint16_t algorithm_of_size(size_t size)
{
	switch (size) {
	case 20:
		return HASH_SHA1;
	case 32:
		return HASH_SHA256;
	case 48:
		return HASH_SHA384;
	case 64:
		return HASH_SHA512;
	}
	return 0;
}

static bool read_pcr(struct cursor *cursor, uint32_t *ret)
{
	const uint8_t *digits;
	uint32_t pcr = 0;
	size_t size, i;

	while (cursor_left(cursor) && cursor->data[cursor->position] == ' ')
		cursor_skip(cursor, 1); /* "%2d" */
	digits = read_word(cursor, ' ', &size);
	if (!digits || !size || size > PCR_DIGITS_MAX)
		return false;
	for (i = 0; i < size; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		pcr = pcr * 10 + digits[i] - '0';
	}
	*ret = pcr;
	return pcr < EVENTLOG_PCRS;
}

static bool read_digest(struct cursor *cursor, uint8_t *space, struct eventlog_digest *ret)
{
	char text[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)];
	const uint8_t *digits;
	uint16_t algorithm;
	size_t size;

	digits = read_word(cursor, ' ', &size);
	if (!digits || size % 2 || size >= sizeof(text))
		return false;
	algorithm = algorithm_of_size(size / 2);
	memcpy(text, digits, size);
	text[size] = '\0';
	if (!algorithm || hex_decode(text, space, size / 2) < 0)
		return false;
	*ret = (struct eventlog_digest){ algorithm, (uint16_t)(size / 2), space };
	return true;
}

/* Moves to the end of the line, and reads it. */
static bool read_line(struct cursor *cursor, uint8_t *space, struct eventlog_event *event)
{
	const uint8_t *line;
	struct cursor inside;
	size_t size;

	line = read_word(cursor, '\n', &size);
	if (!line)
		return false;
	cursor_init(&inside, line, size);
	if (!read_pcr(&inside, &event->pcr) || !read_digest(&inside, space, &event->digests[0]))
		return false;
	event->digest_count = 1;
	event->template = read_word(&inside, ' ', &event->template_size);
	event->data_size = cursor_left(&inside);
	event->data = cursor_bytes(&inside, event->data_size);
	return event->template && event->template_size;
}

bool eventlog_ascii_is(const struct cursor *start)
{
	uint8_t space[EVENTLOG_DIGEST_MAX];
	struct eventlog_digest digest;
	struct cursor cursor = *start;
	uint32_t pcr;

	return read_pcr(&cursor, &pcr) && read_digest(&cursor, space, &digest);
}

int eventlog_ascii_open(struct eventlog *log, struct fault *fault)
{
	struct eventlog_digest digest;
	struct cursor cursor = log->cursor;
	uint32_t pcr;

	if (!read_pcr(&cursor, &pcr) || !read_digest(&cursor, log->digest_space[0], &digest))
		return fault_set_at(fault, -EBADMSG, 0, "event log: its first line is not IMA's");
	log->template_digest_size = digest.size;
	log->banks[0] = (struct eventlog_bank){ digest.algorithm, digest.size };
	log->bank_count = 1;
	return 0;
}

int eventlog_ascii_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault)
{
	struct cursor cursor = log->cursor;

	if (!cursor_left(&cursor))
		return 0;
	ret->content = EVENTLOG_CONTENT_IMA_TEXT;
	ret->type = 0;
	if (!read_line(&cursor, log->digest_space[0], ret) ||
	    ret->digests[0].size != log->template_digest_size)
		return fault_set_at(fault, -EBADMSG, ret->offset,
				    "event log: line %zu is cut off, or not IMA's",
				    ret->number + 1);
	log->cursor = cursor;
	return 1;
}
