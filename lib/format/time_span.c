/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading spans of time.
 */
#include "lib/format/time_span.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lib/base/cursor.h"

#define SECOND_MS	1000ULL
#define MINUTE_MS	(60 * SECOND_MS)
#define HOUR_MS		(60 * MINUTE_MS)
#define DAY_MS		(24 * HOUR_MS)
#define WEEK_MS		(7 * DAY_MS)
#define UNIT_MAX	7

static const struct {
	char name[UNIT_MAX + 1];
	uint64_t ms;
} units[] = {
	{ "", SECOND_MS },
	{ "ms", 1 }, { "msec", 1 },
	{ "s", SECOND_MS }, { "sec", SECOND_MS }, { "second", SECOND_MS }, { "seconds", SECOND_MS },
	{ "m", MINUTE_MS }, { "min", MINUTE_MS }, { "minute", MINUTE_MS }, { "minutes", MINUTE_MS },
	{ "h", HOUR_MS }, { "hr", HOUR_MS }, { "hour", HOUR_MS }, { "hours", HOUR_MS },
	{ "d", DAY_MS }, { "day", DAY_MS }, { "days", DAY_MS },
	{ "w", WEEK_MS }, { "week", WEEK_MS }, { "weeks", WEEK_MS },
};

static bool peek(const struct cursor *cursor, char first, char last)
{
	struct cursor ahead = *cursor;
	const char next = (char)cursor_u8(&ahead);

	return cursor_ok(&ahead) && next >= first && next <= last;
}

static void skip_blanks(struct cursor *cursor)
{
	while (peek(cursor, ' ', ' ') || peek(cursor, '\t', '\t'))
		cursor_skip(cursor, 1);
}

static int take_number(struct cursor *cursor, uint64_t *ret)
{
	uint64_t number = 0;

	if (!peek(cursor, '0', '9'))
		return -EBADMSG;
	while (peek(cursor, '0', '9'))
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, (uint64_t)(cursor_u8(cursor) - '0'), &number))
			return -E2BIG;
	*ret = number;
	return 0;
}

static int take_unit(struct cursor *cursor, uint64_t *ret_ms)
{
	char name[UNIT_MAX + 1] = "";
	size_t length = 0, i;

	while (peek(cursor, 'a', 'z')) {
		if (length == UNIT_MAX)
			return -EBADMSG;
		name[length++] = (char)cursor_u8(cursor);
	}
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(units[i].name, name))
			continue;
		*ret_ms = units[i].ms;
		return length ? 1 : 0;
	}
	return -EBADMSG;
}

int time_span_parse(const char *text, uint64_t *ret_ms)
{
	uint64_t number, unit, sum = 0;
	struct cursor cursor;
	size_t parts = 0;
	bool has_unit = true;

	cursor_init(&cursor, text, strlen(text));
	for (skip_blanks(&cursor); cursor_left(&cursor); skip_blanks(&cursor)) {
		int r = has_unit ? take_number(&cursor, &number) : -EBADMSG;

		if (r < 0)
			return r;
		skip_blanks(&cursor);
		r = take_unit(&cursor, &unit);
		if (r < 0)
			return r;
		has_unit = r;
		if (!has_unit && parts)
			return -EBADMSG;
		if (__builtin_mul_overflow(number, unit, &number) ||
		    __builtin_add_overflow(sum, number, &sum))
			return -E2BIG;
		parts++;
	}
	if (!parts)
		return -EBADMSG;
	*ret_ms = sum;
	return 0;
}
