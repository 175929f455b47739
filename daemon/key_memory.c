/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory that holds keys.
 */
#include "daemon/key_memory.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "daemon/say.h"

void key_memory_protect(void)
{
	const struct rlimit none = { .rlim_cur = 0 };

	/* Where one is refused, by a small RLIMIT_MEMLOCK, the disk is opened all the same. */
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0)
		say(SAY_WARNING, "memory is not locked: keys might reach the swap space");
}
