/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel itself says of this guest's place in SEV-SNP, without any
 * driver: /sys/devices/system/cpu/sev/vmpl (Linux 6.11 and later; ABI document
 * sysfs-devices-system-cpu).
 */
#pragma once

struct fault;

/*
 * The VM privilege level of this guest; above 0 means that an SVSM runs beneath
 * it.  @sysfs is "/sys".  0; -ENOENT when this is no SNP guest, or the kernel is
 * too old to tell; -EBADMSG; else the -errno of reading.
 */
int sev_vmpl(const char *sysfs, unsigned int *ret_vmpl, struct fault *fault);
