/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Small texts that belong to a kernel: how it was configured, what its command line says,
 * which of several words it has selected, where its modules are, what it swaps to.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct cursor;

#define KERNEL_TEXT_CONFIG_MAX	(1u << 20)
#define KERNEL_TEXT_WORD_MAX	63
#define KERNEL_TEXT_PATH_MAX	511

/* Zero is what nobody has looked for. */
enum kernel_option_state {
	KERNEL_OPTION_UNKNOWN = 0,
	KERNEL_OPTION_OFF,
	KERNEL_OPTION_MODULE,
	KERNEL_OPTION_ON,	/* "y", or a value */
};

struct kernel_option {
	const char *name;	/* "TCG_TPM" */
	enum kernel_option_state state;
};

/*
 * Looks for @options in the kernel's .config.  0 with all their states; -EBADMSG when it
 * has no line of a configuration, and nothing is touched.
 */
int kernel_text_config(const void *data, size_t size, struct kernel_option *options,
		       size_t count);

/* The word in brackets of "none [integrity] confidentiality".  False: none is selected. */
bool kernel_text_selected(const void *data, size_t size,
			  char ret[static KERNEL_TEXT_WORD_MAX + 1]);

/* Whether @word is one of those of a command line. */
bool kernel_text_has_word(const char *line, const char *word);

/* Whether "@key=" is one of them, with @item in its list, which commas part. */
bool kernel_text_lists(const char *line, const char *key, const char *item);

/*
 * Where modules.dep says the module @name is, below its own folder, compressed or not.
 * False: nowhere.
 */
bool kernel_text_module(const void *data, size_t size, const char *name,
			char ret[static KERNEL_TEXT_PATH_MAX + 1]);

/* The next area of /proc/swaps; false at the end.  What is no line of one is passed over. */
struct kernel_swap {
	char path[KERNEL_TEXT_PATH_MAX + 1];
	bool is_file;
};

bool kernel_text_swap_next(struct cursor *text, struct kernel_swap *ret);
