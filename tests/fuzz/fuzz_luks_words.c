/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as the kernel's command line: a volume has a name exactly where it is listed.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "lib/format/luks_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct luks_words words;

	luks_words_read(data, size, "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", &words);
	assert(words.is_listed == !!*words.name);
	assert(strlen(words.name) <= CRYPTTAB_NAME_MAX);
	return 0;
}
