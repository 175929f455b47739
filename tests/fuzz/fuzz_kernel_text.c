/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as a configuration, a list of modules, one of swaps, and a choice of words.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/base/cursor.h"
#include "lib/format/kernel_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel_option option = { "TCG_TPM", KERNEL_OPTION_UNKNOWN };
	char word[KERNEL_TEXT_WORD_MAX + 1], path[KERNEL_TEXT_PATH_MAX + 1];
	struct kernel_swap swap;
	struct cursor text;
	int r;

	r = kernel_text_config(data, size, &option, 1);
	assert((r < 0) == (option.state == KERNEL_OPTION_UNKNOWN));
	assert(!kernel_text_selected(data, size, word) || *word);
	assert(!kernel_text_module(data, size, "svsm", path) || strstr(path, "svsm.ko"));
	cursor_init(&text, data, size);
	while (kernel_text_swap_next(&text, &swap))
		assert(*swap.path == '/' && strlen(swap.path) <= KERNEL_TEXT_PATH_MAX);
	return 0;
}
