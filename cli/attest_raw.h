/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * svsmctl attest --raw: have the SVSM attest under the caller's own 64 bytes of nonce,
 * check what a guest can check, and leave what came in a new folder.
 */
#pragma once

#include <stdbool.h>

struct attest_raw_request {
	const char *name;	/* of the command */
	const char *nonce;	/* hexadecimal; these two may be NULL, which is wrong usage */
	const char *out;	/* folder to create */
	const char *service;	/* NULL: all of them */
	bool is_json;
};

/* The command's exit status; all is said. */
int attest_raw(const struct attest_raw_request *asked);
