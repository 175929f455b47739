/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Telling the formats of measurement logs apart, and handing each event to the
 * reader that knows it.
 *
 * The binary formats have no magic number, so detection asks the strict ones
 * first: text by its first byte, CEL and IMA by fields that firmware's logs cannot
 * have there, and firmware's logs last.
 */
#include "lib/format/eventlog.h"

#include <errno.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/format/eventlog_reader.h"

struct reader {
	const char *name;
	bool (*is)(const struct cursor *start);
	int (*begin)(struct eventlog *log, struct fault *fault);
	int (*next)(struct eventlog *log, struct eventlog_event *ret, struct fault *fault);
};

static const struct reader readers[EVENTLOG_FORMATS] = {
	[EVENTLOG_SHA1] = { "tcg-sha1", NULL, eventlog_tcg_open, eventlog_tcg_next },
	[EVENTLOG_AGILE] = { "tcg", NULL, eventlog_tcg_open, eventlog_tcg_next },
	[EVENTLOG_CC] = { "ccel", NULL, eventlog_tcg_open, eventlog_tcg_next },
	[EVENTLOG_CEL_TLV] = { "cel-tlv", eventlog_cel_is, eventlog_cel_open, eventlog_cel_next },
	[EVENTLOG_CEL_JSON] = { "cel-json", eventlog_json_is, eventlog_json_open,
				eventlog_json_next },
	[EVENTLOG_SYSTEMD] = { "systemd", NULL, eventlog_json_open, eventlog_json_next },
	[EVENTLOG_IMA] = { "ima", eventlog_ima_is, eventlog_ima_open, eventlog_ima_next },
	[EVENTLOG_IMA_TEXT] = { "ima-ascii", eventlog_ascii_is, eventlog_ascii_open,
				eventlog_ascii_next },
};

const char *eventlog_format_name(enum eventlog_format format)
{
	return readers[format].name;
}

int eventlog_format_find(const char *name, enum eventlog_format *ret)
{
	unsigned int i;

	for (i = 0; i < EVENTLOG_FORMATS; i++) {
		if (strcmp(readers[i].name, name))
			continue;
		*ret = (enum eventlog_format)i;
		return 0;
	}
	return -ENOENT;
}

/*
 * Where a run of 0x00 or of 0xff begins that lasts to the end.  Sought once: asking
 * before each event would cost the square of the log's size where it is hostile.
 */
static size_t padding_start(const uint8_t *data, size_t size)
{
	size_t start = size;

	if (!size || (data[size - 1] != 0x00 && data[size - 1] != 0xff))
		return size;
	while (start && data[start - 1] == data[size - 1])
		start--;
	return start;
}

static int open_log(struct eventlog *log, const void *data, size_t size, struct fault *fault)
{
	log->bank_count = 0;
	log->next_number = 0;
	log->is_first_agile = false;
	log->is_array = false;
	log->template_digest_size = 0;
	log->end = padding_start(data, size);
	cursor_init(&log->cursor, data, size);
	if (!log->end)
		return fault_set(fault, -ENODATA, "event log: empty");
	return readers[log->format].begin(log, fault);
}

int eventlog_init_as(struct eventlog *ret, enum eventlog_format format, const void *data,
		     size_t size, struct fault *fault)
{
	ret->format = format;
	return open_log(ret, data, size, fault);
}

int eventlog_init(struct eventlog *ret, const void *data, size_t size, struct fault *fault)
{
	struct cursor start;
	unsigned int i;
	int r;

	cursor_init(&start, data, size);
	ret->format = EVENTLOG_AGILE;
	for (i = 0; i < EVENTLOG_FORMATS; i++)
		if (readers[i].is && readers[i].is(&start))
			ret->format = (enum eventlog_format)i;
	r = open_log(ret, data, size, fault);
	if (!r && ret->format == EVENTLOG_AGILE && eventlog_tcg_has_tee_events(ret))
		ret->format = EVENTLOG_CC;
	return r;
}

void eventlog_copy(struct eventlog *ret, const struct eventlog *log)
{
	memcpy(ret, log, offsetof(struct eventlog, digest_space));
}

int eventlog_next(struct eventlog *log, struct eventlog_event *ret, struct fault *fault)
{
	struct eventlog_event event;
	int r;

	event.number = log->next_number;
	event.offset = cursor_offset(&log->cursor);
	event.content = EVENTLOG_CONTENT_TCG;
	event.nv_index = 0;
	event.digest_count = 0;
	event.is_data_omitted = false;
	event.template = NULL;
	event.template_size = 0;
	r = readers[log->format].next(log, &event, fault);
	if (r <= 0)
		return r;
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
