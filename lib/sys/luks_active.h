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
