/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The TPMs of this machine as the kernel registered them, and which of them is
 * the SVSM's.
 *
 * The host of a confidential VM can offer a TPM of its own at will, and it may
 * well be tpm0.  So a chip is the SVSM's only by provenance: it hangs below the
 * platform device "tpm-svsm", which the kernel makes after it has asked the SVSM
 * itself.  Names and numbers prove nothing.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct fault;

#define TPM_CHIPS_MAX	16

/* Where the kernel shows itself; other roots are for tests. */
struct tpm_chip_roots {
	const char *sysfs;	/* "/sys" */
	const char *dev;	/* "/dev" */
};

#define TPM_CHIP_ROOTS	((struct tpm_chip_roots){ "/sys", "/dev" })

struct tpm_chip {
	char name[16];			/* "tpm0" */
	unsigned int number;
	bool is_svsm;			/* by provenance */
	unsigned int version_major;	/* 1 or 2, 0 when the kernel does not say */
	char node[PATH_MAX];		/* /dev/tpm0 */
	char rm_node[PATH_MAX];		/* /dev/tpmrm0; empty for a TPM 1.2 */
	char device[PATH_MAX];		/* its folder in sysfs */
	char log[PATH_MAX];		/* where its firmware event log would be */
};

struct tpm_chips {
	struct tpm_chip chips[TPM_CHIPS_MAX];
	size_t count;			/* sorted by number */
};

/* Enumerates.  0 (also with no TPM at all); -E2BIG above TPM_CHIPS_MAX; else -errno. */
int tpm_chips_read(const struct tpm_chip_roots *roots, struct tpm_chips *ret,
		   struct fault *fault);

/* The SVSM's chip, or NULL. */
const struct tpm_chip *tpm_chips_find_svsm(const struct tpm_chips *chips);

/*
 * Follows the link @name ("tpmrm-svsm") in the device folder to the name of the
 * node that it ends at.  0; -ENOENT when there is no such link; else -errno.
 */
int tpm_chip_link(const struct tpm_chip_roots *roots, const char *name, char *ret_target,
		  size_t target_size, struct fault *fault);
