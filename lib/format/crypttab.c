/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading crypttab.
 */
#include "lib/format/crypttab.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/fault.h"
#include "lib/format/text_line.h"

#define TPM_PCRS	24
#define BLANKS		" \t\r\f\v"

void crypttab_init(struct crypttab *table, const void *data, size_t size)
{
	*table = (struct crypttab){ .line = 0 };
	cursor_init(&table->cursor, data, size);
}

/* As systemd's parse_boolean(): 1, 0, or -1 for what is none. */
static int boolean_of(const char *text)
{
	static const char *const words[] = { "0", "no", "n", "false", "f", "off",
					     "1", "yes", "y", "true", "t", "on" };
	const size_t count = sizeof(words) / sizeof(words[0]);
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcasecmp(text, words[i]))
			return i >= count / 2;
	return -1;
}

/* A PCR's number, or a boolean; what is neither changes nothing, as with systemd. */
static void read_measure_pcr(const char *text, bool *measure)
{
	unsigned long pcr;
	char *end;
	int is_on;

	if (*text >= '0' && *text <= '9') {
		pcr = strtoul(text, &end, 0);
		if (!*end && pcr < TPM_PCRS)
			*measure = true;
		return;
	}
	is_on = boolean_of(text);
	if (is_on >= 0)
		*measure = is_on;
}

struct measures {
	bool pcr, keyslot, fixated;
};

static const char *value_of(const char *option, const char *name)
{
	const size_t length = strlen(name);

	return strncmp(option, name, length) ? NULL : option + length;
}

static void read_tpm2_device(const char *device, struct crypttab_options *options)
{
	options->has_tpm2_device = *device;
	options->is_tpm2_auto = !strcmp(device, "auto");
}

static void read_option(const char *option, struct crypttab_options *options,
			struct measures *measures)
{
	const char *value;

	if ((value = value_of(option, "tpm2-measure-pcr=")))
		read_measure_pcr(value, &measures->pcr);
	else if ((value = value_of(option, "tpm2-measure-keyslot-nvpcr=")))
		measures->keyslot = *value && boolean_of(value);
	else if (value_of(option, "fixate-volume-key="))
		measures->fixated = true;
	else if ((value = value_of(option, "tpm2-device=")))
		read_tpm2_device(value, options);
	else if (value_of(option, "keyscript="))
		options->has_keyscript = true;
}

/* Commas part them; one behind a backslash is part of a value that is of no interest here. */
static size_t option_length(const char *text)
{
	size_t length = 0;

	while (text[length] && text[length] != ',')
		length += text[length] == '\\' && text[length + 1] ? 2 : 1;
	return length;
}

void crypttab_options_read(const char *text, struct crypttab_options *ret)
{
	struct crypttab_options options = { .is_measured = false };
	struct measures measures = { .pcr = false };
	char option[CRYPTTAB_OPTIONS_MAX + 1];
	size_t length;

	if (strlen(text) > CRYPTTAB_OPTIONS_MAX)
		text = "";
	for (;;) {
		length = option_length(text);
		memcpy(option, text, length);
		option[length] = '\0';
		read_option(option, &options, &measures);
		if (!text[length])
			break;
		text += length + 1;
	}
	options.is_measured = measures.pcr || measures.keyslot || measures.fixated;
	*ret = options;
}

static bool names_key_file(const char *field)
{
	return *field && strcmp(field, "-") && strcmp(field, "none");
}

int crypttab_next(struct crypttab *table, struct crypttab_entry *ret, struct fault *fault)
{
	char key[CRYPTTAB_DEVICE_MAX + 1], options[CRYPTTAB_OPTIONS_MAX + 1];
	struct crypttab_entry entry = { .name = "" };

	while (cursor_left(&table->cursor)) {
		struct cursor line = text_line_next(&table->cursor);

		table->line++;
		if (!text_line_begin(&line, BLANKS))
			continue;
		if (!text_line_field(&line, BLANKS, entry.name, CRYPTTAB_NAME_MAX) ||
		    !text_line_field(&line, BLANKS, entry.device, CRYPTTAB_DEVICE_MAX) ||
		    !text_line_field(&line, BLANKS, key, CRYPTTAB_DEVICE_MAX) ||
		    !text_line_field(&line, BLANKS, options, CRYPTTAB_OPTIONS_MAX) ||
		    !*entry.device)
			return fault_set(fault, -EBADMSG, "line %u: this is no entry of a volume",
					 table->line);
		entry.has_key_file = names_key_file(key);
		crypttab_options_read(options, &entry.options);
		*ret = entry;
		return 1;
	}
	return 0;
}
