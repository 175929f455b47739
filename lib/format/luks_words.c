/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding a volume's words among those for the kernel.
 */
#include "lib/format/luks_words.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "lib/base/cursor.h"

#define BLANKS		" \t\r\n\f\v"
#define UUID_CHARACTERS	"0123456789abcdefABCDEF-"
#define UUID_PREFIX	"luks-"
#define UUID_LENGTH_MAX	(CRYPTTAB_NAME_MAX - sizeof(UUID_PREFIX))

/* What is known only when the last word has been read. */
struct reading {
	const char *uuid;
	struct luks_words words;
	struct crypttab_options common;	/* options for all volumes */
	bool has_common_key;
};

/* The next word without its quotes, "" for one that is too long; false at the end. */
static bool next_word(struct cursor *text, char ret[static LUKS_WORDS_WORD_MAX + 1])
{
	size_t length = 0;
	uint8_t quote = 0;
	bool is_word = false;

	while (cursor_left(text)) {
		const uint8_t byte = cursor_u8(text);

		if (!quote && byte && strchr(BLANKS, byte)) {
			if (is_word)
				break;
			continue;
		}
		is_word = true;
		if (quote ? byte == quote : byte == '"' || byte == '\'')
			quote = quote ? 0 : byte;
		else if (length++ < LUKS_WORDS_WORD_MAX)
			ret[length - 1] = (char)byte;
	}
	ret[length <= LUKS_WORDS_WORD_MAX ? length : 0] = '\0';
	return is_word;
}

/* The value of "luks.NAME=" or "rd.luks.NAME="; NULL: it is another word. */
static const char *value_of(const char *word, const char *name)
{
	static const char rd[] = "rd.", luks[] = "luks.";

	if (!strncmp(word, rd, strlen(rd)))
		word += strlen(rd);
	if (strncmp(word, luks, strlen(luks)))
		return NULL;
	word += strlen(luks);
	if (strncmp(word, name, strlen(name)) || word[strlen(name)] != '=')
		return NULL;
	return word + strlen(name) + 1;
}

static bool is_uuid(const struct reading *reading, const char *text, size_t length)
{
	return length == strlen(reading->uuid) && !strncasecmp(text, reading->uuid, length);
}

/*
 * Of "UUID=VALUE" the value, if it is for this volume; of a value without a UUID all, with
 * @ret_is_common; else NULL.
 */
static const char *value_for(const struct reading *reading, const char *value,
			     bool *ret_is_common)
{
	const size_t length = strspn(value, UUID_CHARACTERS);

	*ret_is_common = !length || value[length] != '=' || !value[length + 1];
	if (*ret_is_common)
		return value;
	return is_uuid(reading, value, length) ? value + length + 1 : NULL;
}

static void take_uuid(struct reading *reading, const char *value)
{
	if (!strncmp(value, UUID_PREFIX, strlen(UUID_PREFIX)))
		value += strlen(UUID_PREFIX);
	if (is_uuid(reading, value, strlen(value)))
		reading->words.is_listed = true;
}

static void take_name(struct reading *reading, const char *value)
{
	bool is_common;
	const char *name = value_for(reading, value, &is_common);

	if (!name || is_common || strlen(name) > CRYPTTAB_NAME_MAX)
		return;
	reading->words.is_listed = true;
	strcpy(reading->words.name, name);
}

static void take_key(struct reading *reading, const char *value)
{
	bool is_common;

	value = value_for(reading, value, &is_common);
	if (value && is_common)
		reading->has_common_key = *value;
	else if (value)
		reading->words.has_key_file = true;
}

static void take_options(struct reading *reading, const char *value)
{
	bool is_common;

	value = value_for(reading, value, &is_common);
	if (value && is_common) {
		crypttab_options_read(value, &reading->common);
	} else if (value) {
		crypttab_options_read(value, &reading->words.options);
		reading->words.has_options = true;
	}
}

void luks_words_read(const void *text, size_t size, const char *uuid, struct luks_words *ret)
{
	static const struct {
		const char *name;
		void (*take)(struct reading *reading, const char *value);
	} words[] = {
		{ "uuid", take_uuid },
		{ "name", take_name },
		{ "key", take_key },
		{ "options", take_options },
	};
	struct reading reading = { .uuid = uuid };
	char word[LUKS_WORDS_WORD_MAX + 1];
	struct cursor cursor;
	const char *value;
	size_t i;

	cursor_init(&cursor, text, size);
	while (next_word(&cursor, word))
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if ((value = value_of(word, words[i].name)))
				words[i].take(&reading, value);
	if (reading.words.is_listed && !*reading.words.name && strlen(uuid) <= UUID_LENGTH_MAX)
		strcpy(stpcpy(reading.words.name, UUID_PREFIX), uuid);
	if (!reading.words.has_options)
		reading.words.options = reading.common;
	if (reading.has_common_key)
		reading.words.has_key_file = true;
	*ret = reading.words;
}
