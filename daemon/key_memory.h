/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keeps the memory of this process to itself: no swap, no core dump, no other process of
 * the same user.  A child made by fork() has to lock its own.
 */
#pragma once

void key_memory_protect(void);
