/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What svsm-key was told on its command line.
 */
#pragma once

enum key_verb {
	KEY_SERVE,	/* the connection on standard input */
	KEY_PRINT,	/* the key of a device */
	KEY_LIST,	/* the volumes of the configuration */
};

struct key_options {
	enum key_verb verb;
	const char *device;		/* of KEY_PRINT */
	const char *config;
	const char *tcti;		/* NULL: the SVSM's TPM */
	const char *signatures;		/* NULL: where systemd looks */
	const char *notes;		/* folder of unlock records; NULL: the usual one */
	const char *proc;
	unsigned int limit_ms;		/* for an answer */
};

/* 0; 1: said what was asked for (--help); -EINVAL: said what is wrong. */
int key_options_parse(int argc, char **argv, struct key_options *ret);
