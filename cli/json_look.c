/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Members of JSON objects, by name.
 */
#include "cli/json_look.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/format/json_writer.h"
#include "lib/show/json.h"

int json_look_document(const char *text, struct json_reader_value *ret)
{
	struct json_reader_value value;
	struct cursor cursor;

	cursor_init(&cursor, text, strlen(text));
	if (json_reader_value(&cursor, &value) < 0 || value.kind != JSON_READER_OBJECT)
		return -EBADMSG;
	json_reader_skip_blanks(&cursor);
	if (cursor_left(&cursor))
		return -EBADMSG;
	*ret = value;
	return 0;
}

bool json_look(const struct json_reader_value *object, const char *key,
	       struct json_reader_value *ret)
{
	struct json_reader_value name, value;
	struct cursor inside = object->inside;

	if (object->kind != JSON_READER_OBJECT)
		return false;
	while (json_reader_member(&inside, &name, &value) > 0) {
		if (!json_reader_is(&name, key))
			continue;
		*ret = value;
		return value.kind != JSON_READER_NULL;
	}
	return false;
}

char *json_look_text(const struct json_reader_value *object, const char *key)
{
	struct json_reader_value value;
	size_t size = 1;
	bool has;
	char *text;

	has = json_look(object, key, &value) && value.kind == JSON_READER_STRING;
	if (has)
		size += cursor_left(&value.inside); /* escapes are longer than what they mean */
	text = calloc(1, size);
	if (!text)
		json_out_of_memory();
	if (has && json_reader_text(&value, text, size) < 0)
		text[0] = '\0';
	json_writer_make_text(text);
	return text;
}

bool json_look_is(const struct json_reader_value *object, const char *key, const char *text)
{
	struct json_reader_value value;

	return json_look(object, key, &value) && json_reader_is(&value, text);
}

uint64_t json_look_number(const struct json_reader_value *object, const char *key)
{
	struct json_reader_value value;
	uint64_t number;

	return json_look(object, key, &value) &&
	       !json_reader_number(&value, UINT64_MAX, &number) ? number : 0;
}

bool json_look_is_true(const struct json_reader_value *object, const char *key)
{
	struct json_reader_value value;
	struct cursor whole;

	if (!json_look(object, key, &value) || value.kind != JSON_READER_BOOL)
		return false;
	whole = value.whole;
	return cursor_u8(&whole) == 't';
}

struct cursor json_look_array(const struct json_reader_value *object, const char *key)
{
	struct json_reader_value value;
	struct cursor none;

	cursor_init(&none, "", 0);
	return json_look(object, key, &value) && value.kind == JSON_READER_ARRAY ? value.inside :
										   none;
}

uint32_t json_look_mask(const struct json_reader_value *object, const char *key)
{
	struct cursor elements = json_look_array(object, key);
	struct json_reader_value element;
	uint32_t mask = 0;
	uint64_t number;

	while (json_reader_element(&elements, &element) > 0)
		if (!json_reader_number(&element, 31, &number))
			mask |= UINT32_C(1) << number;
	return mask;
}
