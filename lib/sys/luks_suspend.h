/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Suspending an open LUKS volume by libcryptsetup, which is loaded for that: the kernel
 * forgets the volume key, and whoever reads or writes waits until 'cryptsetup luksResume'.
 */
#pragma once

struct fault;

/*
 * 0; -EALREADY: it is suspended; -EOPNOTSUPP: no libcryptsetup; else the -errno of
 * libcryptsetup.
 */
int luks_suspend(const char *name, struct fault *fault);
