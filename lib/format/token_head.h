/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What every LUKS2 token has, of whatever type (LUKS2 on-disk format, section 3.3): its
 * type, and the keyslots that it is about.
 *
 *	{"type":TEXT,"keyslots":["0","1"],...}
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fault;

#define TOKEN_HEAD_SIZE_MAX	(1u << 20)	/* a header's JSON area has at most 4 MiB */
#define TOKEN_HEAD_TYPE_SIZE	64
#define TOKEN_HEAD_KEYSLOTS	32

struct token_head {
	char type[TOKEN_HEAD_TYPE_SIZE];
	uint32_t keyslots;	/* bit n: keyslot n */
};

/*
 * Reads one token.  0; -EBADMSG when it is none, or lacks one of the two; -E2BIG beyond
 * TOKEN_HEAD_SIZE_MAX.  On failure @ret is untouched.
 */
int token_head_parse(const char *text, size_t size, struct token_head *ret,
		     struct fault *fault);
