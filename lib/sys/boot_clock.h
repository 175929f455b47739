/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The time since this boot, which runs on in suspend and does not jump.
 */
#pragma once

#include <stdint.h>

/* In milliseconds. */
uint64_t boot_clock_ms(void);
