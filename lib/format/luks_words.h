/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel's command line says of a volume: luks.uuid=, luks.name=, luks.key= and
 * luks.options= of systemd-cryptsetup-generator(8), with and without "rd.", as far as it
 * tells how the volume's key is asked for.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/format/crypttab.h"

#define LUKS_WORDS_SIZE_MAX	65536	/* a command line: 2048 bytes on x86, a bootconfig 32 KiB */
#define LUKS_WORDS_WORD_MAX	4096

struct luks_words {
	bool is_listed;		/* it is opened even if crypttab does not name it */
	char name[CRYPTTAB_NAME_MAX + 1];	/* then: under which; else "" */
	bool has_key_file;
	bool has_options;	/* of its own: they count instead of crypttab's */
	struct crypttab_options options;	/* its own, or else those for all */
};

/*
 * Reads @size bytes of @text as systemd does; @uuid is the volume's.  A word that is too long
 * for one of these is passed over.
 */
void luks_words_read(const void *text, size_t size, const char *uuid, struct luks_words *ret);
