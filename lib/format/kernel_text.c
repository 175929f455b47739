/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading the kernel's texts.
 */
#include "lib/format/kernel_text.h"

#include <errno.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/format/text_line.h"

#define BLANKS		" \t\r"
#define PREFIX		"CONFIG_"
#define OPTION_MAX	127

/* Cuts @text at its first @end, behind which it goes on; NULL: there is none. */
static char *split(char *text, char end)
{
	char *at = strchr(text, end);

	if (!at)
		return NULL;
	*at = '\0';
	return at + 1;
}

static enum kernel_option_state state_of(const char *value)
{
	if (!strcmp(value, "m"))
		return KERNEL_OPTION_MODULE;
	return strcmp(value, "n") ? KERNEL_OPTION_ON : KERNEL_OPTION_OFF;
}

/* "CONFIG_TCG_TPM=y"; "# CONFIG_TCG_XEN is not set" is a line of a configuration as well. */
static bool read_option(struct cursor line, struct kernel_option *options, size_t count)
{
	char text[OPTION_MAX + 1], *value;
	size_t i;

	if (!text_line_begin(&line, BLANKS)) {
		return text_line_field(&line, BLANKS, text, OPTION_MAX) && !strcmp(text, "#") &&
		       text_line_field(&line, BLANKS, text, OPTION_MAX) &&
		       !strncmp(text, PREFIX, strlen(PREFIX));
	}
	if (!text_line_field(&line, BLANKS, text, OPTION_MAX) ||
	    strncmp(text, PREFIX, strlen(PREFIX)))
		return false;
	value = split(text, '=');
	if (!value)
		return false;
	for (i = 0; i < count; i++)
		if (!strcmp(text + strlen(PREFIX), options[i].name))
			options[i].state = state_of(value);
	return true;
}

int kernel_text_config(const void *data, size_t size, struct kernel_option *options,
		       size_t count)
{
	struct cursor text, line;
	bool is_config = false;
	size_t i;

	cursor_init(&text, data, size);
	while (!is_config && cursor_left(&text)) {
		line = text_line_next(&text);
		is_config = read_option(line, NULL, 0);
	}
	if (!is_config)
		return -EBADMSG;
	for (i = 0; i < count; i++)
		options[i].state = KERNEL_OPTION_OFF;
	cursor_init(&text, data, size);
	while (cursor_left(&text)) {
		line = text_line_next(&text);
		(void)read_option(line, options, count); /* comments are in it as well */
	}
	return 0;
}

bool kernel_text_selected(const void *data, size_t size,
			  char ret[static KERNEL_TEXT_WORD_MAX + 1])
{
	char word[KERNEL_TEXT_WORD_MAX + 1];
	struct cursor text;
	size_t length;

	cursor_init(&text, data, size);
	text = text_line_next(&text);
	while (cursor_left(&text) && text_line_field(&text, BLANKS, word, KERNEL_TEXT_WORD_MAX)) {
		length = strlen(word);
		if (length < 3 || word[0] != '[' || word[length - 1] != ']')
			continue;
		word[length - 1] = '\0';
		strcpy(ret, word + 1);
		return true;
	}
	return false;
}

/* The length of the item at the beginning of @text, up to one of @ends. */
static bool is_item(const char *text, size_t length, const char *item)
{
	return strlen(item) == length && !memcmp(text, item, length);
}

bool kernel_text_has_word(const char *line, const char *word)
{
	size_t length;

	for (; *line; line += length) {
		line += strspn(line, BLANKS "\n");
		length = strcspn(line, BLANKS "\n");
		if (length && is_item(line, length, word))
			return true;
	}
	return false;
}

static bool list_has(const char *list, size_t size, const char *item)
{
	const char *end = list + size;
	size_t length;

	while (list < end) {
		length = strcspn(list, "," BLANKS "\n");
		if (is_item(list, length, item))
			return true;
		list += length + 1;
	}
	return false;
}

bool kernel_text_lists(const char *line, const char *key, const char *item)
{
	const size_t key_length = strlen(key);
	size_t length;

	for (; *line; line += length) {
		line += strspn(line, BLANKS "\n");
		length = strcspn(line, BLANKS "\n");
		if (length > key_length && !memcmp(line, key, key_length) &&
		    line[key_length] == '=' &&
		    list_has(line + key_length + 1, length - key_length - 1, item))
			return true;
	}
	return false;
}

/* "kernel/drivers/svsm.ko.xz" is of "svsm"; modules.dep tells dashes and "_" apart. */
static bool is_module(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
	const size_t length = strlen(name);

	return !strncmp(file, name, length) && !strncmp(file + length, ".ko", 3) &&
	       (!file[length + 3] || file[length + 3] == '.');
}

bool kernel_text_module(const void *data, size_t size, const char *name,
			char ret[static KERNEL_TEXT_PATH_MAX + 1])
{
	char path[KERNEL_TEXT_PATH_MAX + 1];
	struct cursor text;

	cursor_init(&text, data, size);
	while (cursor_left(&text)) {
		struct cursor line = text_line_next(&text);

		if (!text_line_begin(&line, BLANKS) ||
		    !text_line_field(&line, BLANKS ":", path, KERNEL_TEXT_PATH_MAX) ||
		    !is_module(path, name))
			continue;
		strcpy(ret, path);
		return true;
	}
	return false;
}

static bool is_octal(const char *text)
{
	return text[0] >= '0' && text[0] <= '3' && text[1] >= '0' && text[1] <= '7' &&
	       text[2] >= '0' && text[2] <= '7';
}

/* The kernel writes blanks and the like as "\040". */
static void unescape(char *path)
{
	char *to = path;

	while (*path) {
		if (*path == '\\' && is_octal(path + 1) && memcmp(path + 1, "000", 3)) {
			*to++ = (char)((path[1] - '0') << 6 | (path[2] - '0') << 3 |
				       (path[3] - '0'));
			path += 4;
		} else {
			*to++ = *path++;
		}
	}
	*to = '\0';
}

bool kernel_text_swap_next(struct cursor *text, struct kernel_swap *ret)
{
	char kind[KERNEL_TEXT_WORD_MAX + 1];
	struct kernel_swap swap;

	while (cursor_left(text)) {
		struct cursor line = text_line_next(text);

		if (!text_line_begin(&line, BLANKS) ||
		    !text_line_field(&line, BLANKS, swap.path, KERNEL_TEXT_PATH_MAX) ||
		    !text_line_field(&line, BLANKS, kind, KERNEL_TEXT_WORD_MAX) ||
		    swap.path[0] != '/')
			continue;
		unescape(swap.path);
		swap.is_file = !strcmp(kind, "file");
		*ret = swap;
		return true;
	}
	return false;
}
