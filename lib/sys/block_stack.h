/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a file lies on, down through all that is stacked below: filesystem, partition, LVM,
 * RAID, loop device and the file behind it, LUKS.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct fault;

#define BLOCK_STACK_SYSFS	"/sys"	/* another is for tests */

enum block_place_kind {
	BLOCK_PLACE_MEMORY,	/* no device at all */
	BLOCK_PLACE_DEVICE,
	BLOCK_PLACE_BTRFS,	/* which does not say on which of its devices */
};

struct block_place {
	enum block_place_kind kind;
	dev_t device;
};

/*
 * Where the file @path lies; @is_device: where its content would, if it is a device node.
 * 0; -ENOENT; -EXDEV: on a filesystem of which that cannot be told; else -errno.
 */
typedef int (*block_place_fn)(const char *path, bool is_device, struct block_place *ret);

int block_place_find(const char *path, bool is_device, struct block_place *ret);

struct block_stack {
	const char *sysfs;
	block_place_fn find;
};

#define BLOCK_STACK_LIVE	((struct block_stack){ BLOCK_STACK_SYSFS, block_place_find })

/*
 * Whether @place is on the device that device-mapper calls @name.  0; -E2BIG for a stack
 * beyond all sense; else the -errno of what cannot be told.
 */
int block_stack_is_on(const struct block_stack *stack, const struct block_place *place,
		      const char *name, bool *ret, struct fault *fault);

/* Whether the device of that name is a LUKS volume.  0; -ENOENT: there is none. */
int block_stack_is_luks(const struct block_stack *stack, const char *name, bool *ret,
			struct fault *fault);
