/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two members that every token has.
 */
#include "lib/format/token_head.h"

#include <errno.h>
#include <stdbool.h>

#include "lib/base/fault.h"
#include "lib/format/json_reader.h"

/* "0" to "31", as LUKS2 writes them. */
static int read_keyslot(const struct json_reader_value *value, uint32_t *mask)
{
	char text[4];
	unsigned int number;

	if (json_reader_text(value, text, sizeof(text)) < 0 || text[0] < '0' || text[0] > '9')
		return -EBADMSG;
	number = (unsigned int)(text[0] - '0');
	if (text[1]) {
		if (!number || text[1] < '0' || text[1] > '9' || text[2])
			return -EBADMSG;
		number = 10 * number + (unsigned int)(text[1] - '0');
	}
	if (number >= TOKEN_HEAD_KEYSLOTS)
		return -EBADMSG;
	*mask |= UINT32_C(1) << number;
	return 0;
}

static int read_keyslots(const struct json_reader_value *value, uint32_t *ret)
{
	struct json_reader_value element;
	struct cursor inside = value->inside;
	uint32_t mask = 0;
	int r;

	if (value->kind != JSON_READER_ARRAY)
		return -EBADMSG;
	while ((r = json_reader_element(&inside, &element)) > 0)
		if (read_keyslot(&element, &mask) < 0)
			return -EBADMSG;
	if (!r)
		*ret = mask;
	return r;
}

int token_head_parse(const char *text, size_t size, struct token_head *ret, struct fault *fault)
{
	struct json_reader_value whole, key, value;
	bool has_type = false, has_keyslots = false;
	struct token_head head = { .keyslots = 0 };
	struct cursor cursor;
	int r;

	if (size > TOKEN_HEAD_SIZE_MAX)
		return fault_set(fault, -E2BIG, "token: has more than %u bytes",
				 TOKEN_HEAD_SIZE_MAX);
	cursor_init(&cursor, text, size);
	if (json_reader_value(&cursor, &whole) < 0 || whole.kind != JSON_READER_OBJECT)
		return fault_set(fault, -EBADMSG, "token: is no JSON object");
	json_reader_skip_blanks(&cursor);
	if (cursor_end(&cursor) < 0)
		return fault_set_at(fault, -EBADMSG, cursor_offset(&cursor),
				    "token: something is behind its end");
	while ((r = json_reader_member(&whole.inside, &key, &value)) > 0) {
		if (json_reader_is(&key, "type")) {
			if (has_type || json_reader_text(&value, head.type, sizeof(head.type)) < 0)
				return fault_set_at(fault, -EBADMSG, value.whole.base,
						    "token: its type is no short text");
			has_type = true;
		} else if (json_reader_is(&key, "keyslots")) {
			if (has_keyslots || read_keyslots(&value, &head.keyslots) < 0)
				return fault_set_at(fault, -EBADMSG, value.whole.base,
						    "token: its keyslots are no list of numbers");
			has_keyslots = true;
		}
	}
	if (r < 0)
		return fault_set(fault, -EBADMSG, "token: is no JSON object");
	if (!has_type || !has_keyslots)
		return fault_set(fault, -EBADMSG, "token: has no %s",
				 has_type ? "keyslots" : "type");
	*ret = head;
	return 0;
}
