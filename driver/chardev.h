/* SPDX-License-Identifier: GPL-2.0-only */
/* /dev/svsm. */
#ifndef SVSM_CHARDEV_H
#define SVSM_CHARDEV_H

int svsm_chardev_init(void);
void svsm_chardev_exit(void);

#endif
