/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver for the vTPM service; absent on kernels that cannot call it. */
#ifndef SVSM_VTPM_H
#define SVSM_VTPM_H

#include <linux/types.h>

#ifdef SVSM_HAVE_VTPM
int svsm_vtpm_init(void);
void svsm_vtpm_exit(void);
bool svsm_vtpm_bound(void);
#else
static inline int svsm_vtpm_init(void) { return 0; }
static inline void svsm_vtpm_exit(void) { }
static inline bool svsm_vtpm_bound(void) { return false; }
#endif

#endif
