/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The volumes whose keys are given out through the key socket: /etc/svsm/volumes.conf.
 * A line for each, as in the first two fields of crypttab(5):
 *
 *	# volume   device
 *	root       /dev/gpt-auto-root-luks
 *	data       UUID=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0
 *
 * A volume's name has letters, digits and "_ . : + -", not "." first.  A device is a path
 * below /dev, or UUID= or PARTUUID= with hexadecimal digits and "-".  "#" first in a line
 * makes it a comment.  Nothing else may stand there; a line that is wrong is refused alone,
 * because the other disks shall still open.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/cursor.h"

struct fault;

#define VOLUMES_FILE			"/etc/svsm/volumes.conf"
#define VOLUMES_FILE_SIZE_MAX		65536
#define VOLUMES_FILE_NAME_MAX		64
#define VOLUMES_FILE_DEVICE_MAX		255

struct volumes_file {
	struct cursor cursor;
	unsigned int line;	/* the last that was read, from 1 */
};

struct volumes_file_entry {
	char name[VOLUMES_FILE_NAME_MAX + 1];
	char device[VOLUMES_FILE_DEVICE_MAX + 1];	/* a path below /dev */
};

/* Whether a volume can be called so. */
bool volumes_file_is_name(const char *name);

/* @data must outlive it. */
void volumes_file_init(struct volumes_file *file, const void *data, size_t size);

/*
 * The next volume.  1; 0 at the end; -EBADMSG: a line is wrong, and the next call goes on
 * behind it.  @ret is untouched but for 1.
 */
int volumes_file_next(struct volumes_file *file, struct volumes_file_entry *ret,
		      struct fault *fault);

/* 0; -ENOENT: no line that can be read has that volume; -EBADMSG: two have. */
int volumes_file_find(const void *data, size_t size, const char *name,
		      struct volumes_file_entry *ret, struct fault *fault);
