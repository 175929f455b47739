/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsmd was told on its command line.
 */
#pragma once

struct svsmd_options {
	const char *worker;		/* program */
	const char *poster;		/* socket */
	const char *disks;		/* socket */
	const char *state, *runtime;	/* folders */
	const char *pcr_changes;	/* file; NULL: none tells of the TPM that is meant */
	const char *roots[4];		/* of configuration, up to NULL */
};

/* 0; 1: said what was asked for (--help); -EINVAL: said what is wrong. */
int svsmd_options_parse(int argc, char **argv, struct svsmd_options *ret);
