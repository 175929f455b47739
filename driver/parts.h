/* SPDX-License-Identifier: GPL-2.0-only */
/* What main.c starts and stops and has no other interface: /dev/svsm and the vTPM's driver. */
#ifndef SVSM_PARTS_H
#define SVSM_PARTS_H

#include <linux/types.h>

int svsm_chardev_init(void);
void svsm_chardev_exit(void);

/* Absent on kernels that cannot run TPM commands on the SVSM. */
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
