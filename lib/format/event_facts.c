/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Collecting facts.  A fact that does not fit any more is left out whole.
 */
#include "lib/format/event_facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/hex.h"
#include "lib/format/unicode.h"

#define HEX_SHOWN_MAX	64	/* bytes */
#define TEXT_SHOWN_MAX	2048	/* of one fact */

void event_facts_init(struct event_facts *facts)
{
	facts->kind = "unknown";
	facts->by = NULL;
	facts->line[0] = '\0';
	facts->subject[0] = '\0';
	facts->reason[0] = '\0';
	facts->count = 0;
	facts->is_cut = false;
	facts->used = 0;
}

/* Takes @size bytes of the space for a value; NULL when there is no more. */
static char *take_space(struct event_facts *facts, const char *key, size_t size)
{
	char *value = facts->space + facts->used;

	if (facts->count == EVENT_FACTS_MAX || size > sizeof(facts->space) - facts->used) {
		facts->is_cut = true;
		return NULL;
	}
	facts->used += size;
	facts->facts[facts->count++] = (struct event_fact){ key, value };
	return value;
}

static void add_text(struct event_facts *facts, const char *key, const char *text)
{
	size_t size = strlen(text) + 1;
	char *value = take_space(facts, key, size);

	if (value)
		memcpy(value, text, size);
}

void event_facts_add(struct event_facts *facts, const char *key, const char *format, ...)
{
	char text[TEXT_SHOWN_MAX];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args); /* cut is fine */
	va_end(args);
	add_text(facts, key, text);
}

void event_facts_add_guid(struct event_facts *facts, const char *key, const struct guid *guid)
{
	char text[GUID_TEXT_SIZE];

	add_text(facts, key, guid_format(guid, text));
}

void event_facts_add_utf16(struct event_facts *facts, const char *key, const uint8_t *data,
			   size_t size)
{
	char text[TEXT_SHOWN_MAX];

	(void)unicode_from_utf16(data, size, text, sizeof(text)); /* the rest is escaped */
	add_text(facts, key, text);
}

void event_facts_add_utf8(struct event_facts *facts, const char *key, const uint8_t *data,
			  size_t size)
{
	char text[TEXT_SHOWN_MAX];

	(void)unicode_from_utf8(data, size, text, sizeof(text)); /* the rest is escaped */
	add_text(facts, key, text);
}

void event_facts_add_hex(struct event_facts *facts, const char *key, const uint8_t *data,
			 size_t size)
{
	char text[HEX_TEXT_SIZE(HEX_SHOWN_MAX)];

	if (size <= HEX_SHOWN_MAX)
		event_facts_add(facts, key, "%s", hex_encode(data, size, text));
	else
		event_facts_add(facts, key, "%s... (%zu bytes)",
				hex_encode(data, HEX_SHOWN_MAX, text), size);
}

void event_facts_say(struct event_facts *facts, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(facts->line, sizeof(facts->line), format, args); /* cut is fine */
	va_end(args);
}

void event_facts_about(struct event_facts *facts, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(facts->subject, sizeof(facts->subject), format, args); /* cut is fine */
	va_end(args);
}

void event_facts_fail(struct event_facts *facts, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(facts->reason, sizeof(facts->reason), format, args); /* cut is fine */
	va_end(args);
}

const char *event_facts_find(const struct event_facts *facts, const char *key)
{
	size_t i;

	for (i = 0; i < facts->count; i++)
		if (!strcmp(facts->facts[i].key, key))
			return facts->facts[i].value;
	return NULL;
}
