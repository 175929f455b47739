/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading written PCR values.  Every word must be understood: a value that is passed
 * over is a PCR that nobody compares.
 */
#include "lib/format/pcr_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/json_reader.h"

#define WORD_MAX	160	/* a SHA-512 value in hexadecimal and 0x */

static struct pcr_values_bank *find_bank(struct pcr_values *values, const char *name)
{
	uint16_t algorithm;
	size_t i;

	if (hash_algorithm_find(name, &algorithm) < 0)
		return NULL;
	for (i = 0; i < values->count; i++)
		if (values->banks[i].algorithm == algorithm)
			return &values->banks[i];
	if (values->count == EVENTLOG_BANKS_MAX)
		return NULL;
	values->banks[values->count] = (struct pcr_values_bank){
		.algorithm = algorithm,
		.digest_size = hash_algorithm_size(algorithm),
	};
	return &values->banks[values->count++];
}

static int find_pcr(const char *text)
{
	char *end;
	unsigned long pcr = strtoul(text, &end, 10);

	return *text >= '0' && *text <= '9' && !*end && pcr < EVENTLOG_PCRS ? (int)pcr : -1;
}

static bool set_value(struct pcr_values_bank *bank, int pcr, const char *text)
{
	if (!strncmp(text, "0x", 2) || !strncmp(text, "0X", 2))
		text += 2;
	if (!bank || pcr < 0 || bank->present >> pcr & 1 ||
	    hex_decode(text, bank->pcrs[pcr], bank->digest_size) < 0)
		return false;
	bank->present |= 1u << pcr;
	return true;
}

/* The next word: what is between blanks, colons and ends of lines; empty at the end. */
static bool read_word(struct cursor *cursor, char ret[static WORD_MAX])
{
	size_t used = 0;

	while (cursor_left(cursor)) {
		char next = (char)cursor->data[cursor->position];

		if (next && strchr(" \t\r\n:,", next)) {
			if (used)
				break;
		} else {
			if (used == WORD_MAX - 1 || !next)
				return false;
			ret[used++] = next;
		}
		cursor_skip(cursor, 1);
	}
	ret[used] = '\0';
	return true;
}

static int parse_text(struct cursor *cursor, struct pcr_values *values, struct fault *fault)
{
	struct pcr_values_bank *bank = NULL;
	char word[WORD_MAX], value[WORD_MAX];

	for (;;) {
		size_t offset = cursor_offset(cursor);
		uint16_t algorithm;

		if (!read_word(cursor, word))
			return fault_set_at(fault, -EBADMSG, offset, "PCR values: this is no text");
		if (!word[0])
			return 0;
		if (!hash_algorithm_find(word, &algorithm)) {
			bank = find_bank(values, word);
			continue;
		}
		if (!read_word(cursor, value) || !set_value(bank, find_pcr(word), value))
			return fault_set_at(fault, -EBADMSG, offset,
					    "PCR values: '%.40s' is no bank, or no PCR with its value",
					    word);
	}
}

static int parse_bank(struct pcr_values_bank *bank, const struct json_reader_value *object)
{
	struct cursor inside = object->inside;
	struct json_reader_value key, value;
	char number[WORD_MAX], text[WORD_MAX];
	int r;

	while ((r = json_reader_member(&inside, &key, &value)) > 0)
		if (json_reader_text(&key, number, sizeof(number)) < 0 ||
		    json_reader_text(&value, text, sizeof(text)) < 0 ||
		    !set_value(bank, find_pcr(number), text))
			return -EBADMSG;
	return r;
}

/* {"sha256": {"0": "..."}} */
static int parse_banks(const struct json_reader_value *object, struct pcr_values *values,
		       struct fault *fault)
{
	struct cursor inside = object->inside;
	struct json_reader_value key, value;
	char name[WORD_MAX];
	int r;

	while ((r = json_reader_member(&inside, &key, &value)) > 0) {
		struct pcr_values_bank *bank;

		if (json_reader_text(&key, name, sizeof(name)) < 0)
			return fault_set_at(fault, -EBADMSG, key.whole.base,
					    "PCR values: no name of a bank");
		bank = find_bank(values, name);
		if (!bank || value.kind != JSON_READER_OBJECT || parse_bank(bank, &value) < 0)
			return fault_set_at(fault, -EBADMSG, value.whole.base,
					    "PCR values: '%.40s' is no bank with PCRs and their values",
					    name);
	}
	return r;
}

static int parse_json(struct cursor *cursor, struct pcr_values *values, struct fault *fault)
{
	struct json_reader_value object, key, value;
	struct cursor inside;

	if (json_reader_value(cursor, &object) < 0 || object.kind != JSON_READER_OBJECT)
		return fault_set_at(fault, -EBADMSG, cursor_offset(cursor),
				    "PCR values: the JSON breaks off, or is no object");
	inside = object.inside;
	while (json_reader_member(&inside, &key, &value) > 0)
		if (json_reader_is(&key, "banks") && value.kind == JSON_READER_OBJECT)
			return parse_banks(&value, values, fault);
	return parse_banks(&object, values, fault);
}

int pcr_values_parse(const void *data, size_t size, struct pcr_values *ret,
		     struct fault *fault)
{
	struct cursor cursor;
	uint32_t present = 0;
	size_t i;
	int r;

	ret->count = 0;
	cursor_init(&cursor, data, size);
	json_reader_skip_blanks(&cursor);
	if (cursor_left(&cursor) && cursor.data[cursor.position] == '{')
		r = parse_json(&cursor, ret, fault);
	else
		r = parse_text(&cursor, ret, fault);
	if (r < 0)
		return r;
	for (i = 0; i < ret->count; i++)
		present |= ret->banks[i].present;
	return present ? 0 : fault_set(fault, -ENODATA, "PCR values: there is not one");
}

const struct pcr_values_bank *pcr_values_find(const struct pcr_values *values, uint16_t algorithm)
{
	size_t i;

	for (i = 0; i < values->count; i++)
		if (values->banks[i].algorithm == algorithm)
			return &values->banks[i];
	return NULL;
}
