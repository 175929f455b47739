/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes as hexadecimal text and back.  Written in lower case; read in either.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Characters that @size bytes need, the terminating zero included. */
#define HEX_TEXT_SIZE(size)	(2 * (size_t)(size) + 1)

/* Writes HEX_TEXT_SIZE(@size) characters to @ret_text and returns it. */
char *hex_encode(const void *data, size_t size, char *ret_text);

/*
 * Reads exactly 2 * @size digits, and nothing else, from @text.  0, -EMSGSIZE
 * when @text has another length, -EBADMSG when it has a character that is no
 * digit; then @ret is untouched.
 */
int hex_decode(const char *text, void *ret, size_t size);
