/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's CLOCK_BOOTTIME.
 */
#include "lib/sys/boot_clock.h"

#include <time.h>

uint64_t boot_clock_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now); /* it exists */
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
