/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What this machine runs, as it says itself.  Nobody proves it: for people, and for a
 * verifier's records.  Texts are printable ASCII, other bytes stand as '?'.
 */
#pragma once

#include <stdbool.h>

#define MACHINE_TEXT_SIZE	128

/* Where the system shows itself; another root is for tests. */
#define MACHINE_ROOT	""

enum machine_secure_boot {
	MACHINE_SECURE_BOOT_UNKNOWN,	/* no EFI variable says */
	MACHINE_SECURE_BOOT_OFF,
	MACHINE_SECURE_BOOT_ON,
};

struct machine {
	char kernel[MACHINE_TEXT_SIZE];		/* release, as uname -r prints it */
	char os[MACHINE_TEXT_SIZE];		/* ID of os-release; empty: not known */
	char os_version[MACHINE_TEXT_SIZE];	/* VERSION_ID; likewise */
	enum machine_secure_boot secure_boot;
	bool is_uki_measured;			/* systemd-stub says so: it measured its UKI */
};

/* Cannot fail: what cannot be read is not known. */
void machine_read(const char *root, struct machine *ret);
