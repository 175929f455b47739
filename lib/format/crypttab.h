/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The volumes that systemd-cryptsetup opens at boot: /etc/crypttab, as crypttab(5) and
 * systemd read it, as far as it tells how a volume's key is asked for.
 *
 * systemd gives libcryptsetup's token plugins no chance where it measures the volume's key
 * (tpm2-measure-pcr=, tpm2-measure-keyslot-nvpcr=) or holds it against a hash
 * (fixate-volume-key=), because a plugin opens a volume without showing its key; nor where
 * there is a key file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/cursor.h"

struct fault;

#define CRYPTTAB_FILE		"/etc/crypttab"
#define CRYPTTAB_SIZE_MAX	(1u << 20)
#define CRYPTTAB_NAME_MAX	255
#define CRYPTTAB_DEVICE_MAX	4095
#define CRYPTTAB_OPTIONS_MAX	4095

struct crypttab {
	struct cursor cursor;
	unsigned int line;	/* the last that was read, from 1 */
};

struct crypttab_options {
	bool is_measured;	/* no plugin is asked */
	bool has_tpm2_device;	/* systemd looks for a token of its own */
	bool is_tpm2_auto;	/* with whatever TPM there is */
	bool has_keyscript;	/* Debian's cryptroot; systemd does not know of it */
};

struct crypttab_entry {
	char name[CRYPTTAB_NAME_MAX + 1];
	char device[CRYPTTAB_DEVICE_MAX + 1];	/* a path, or UUID=, PARTUUID=, ... */
	bool has_key_file;
	struct crypttab_options options;
};

/* @data must outlive it. */
void crypttab_init(struct crypttab *table, const void *data, size_t size);

/*
 * The next volume.  1; 0 at the end; -EBADMSG: the line is no entry, and the next call goes
 * on behind it.  @ret is untouched but for 1.
 */
int crypttab_next(struct crypttab *table, struct crypttab_entry *ret, struct fault *fault);

/* The options of one volume, as the fourth field has them; those that are too long are none. */
void crypttab_options_read(const char *text, struct crypttab_options *ret);
