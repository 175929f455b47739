/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Under which name device-mapper has a LUKS2 volume open, by the identifier that
 * libcryptsetup gives its devices: "CRYPT-LUKS2-", the UUID without dashes, "-", the name.
 */
#pragma once

#define LUKS_ACTIVE_SYSFS	"/sys"	/* another is for tests */
#define LUKS_ACTIVE_NAME_SIZE	128	/* DM_NAME_LEN */

struct fault;

/*
 * 0 with the name; -ENOENT: it is not open; else -errno.  A header that was copied has the
 * same UUID: then it is the name of one of them.
 */
int luks_active_name(const char *sysfs, const char *uuid, char ret[static LUKS_ACTIVE_NAME_SIZE],
		     struct fault *fault);

/* What is told of each that is open; what it returns other than 0 ends the walk. */
typedef int (*luks_active_fn)(void *user, const char *name, const char *below);

/*
 * Goes through the LUKS2 volumes that are open: the name of each, and that of the kernel's
 * device that it lies on ("vda2").  What @fn returned; 0 at the end; -errno.
 */
int luks_active_walk(const char *sysfs, luks_active_fn fn, void *user, struct fault *fault);
