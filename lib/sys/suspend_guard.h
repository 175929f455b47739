/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which volumes may be suspended while the machine goes on.  Whoever touches a suspended
 * volume waits until it is resumed: if root, a program, the journal or swap lay on it, the
 * machine would stand still, and those who should see to it first of all.
 */
#pragma once

#include <stddef.h>

#include "lib/sys/block_stack.h"

#define SUSPEND_GUARD_SWAPS	"/proc/swaps"

struct suspend_guard {
	struct block_stack stack;
	const char *swaps;		/* the kernel's table of what it swaps to */
	const char *const *files;	/* the caller's, up to NULL, besides the system's own */
};

#define SUSPEND_GUARD_LIVE(files_) \
	((struct suspend_guard){ BLOCK_STACK_LIVE, SUSPEND_GUARD_SWAPS, files_ })

/*
 * 0: the volume that is open as @name may be; -EBUSY: something lies on it without which the
 * machine stands still; -EOPNOTSUPP: it is no LUKS volume; -ENOENT: it is not open; else the
 * -errno of what cannot be told, which is a refusal as well.
 */
int suspend_guard_check(const struct suspend_guard *guard, const char *name,
			struct fault *fault);
