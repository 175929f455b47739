/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel's headers take from the compiler and Debian's sparse does not
 * know yet.  Included before every file that sparse reads, by nothing else.
 */
#define __typeof_unqual__ __typeof__
/* The headers measure only string literals by it. */
#define __builtin_strlen(text) (sizeof(text) - 1)
