/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes as base64 with padding (RFC 4648, section 4) and back.  Only the one text that
 * base64_encode() writes for some bytes is read: no blanks, no missing padding, and the
 * bits that padding leaves over are zero.
 */
#pragma once

#include <stddef.h>

/* Characters that @size bytes need, without a terminating zero; SIZE_MAX: too many. */
size_t base64_encoded_size(size_t size);

/* Writes base64_encoded_size(@size) characters to @ret, without a zero; returns their end. */
char *base64_encode(const void *data, size_t size, char *ret);

/*
 * Decodes @length characters into at most @max bytes.  0; -EBADMSG when they are not the
 * canonical text of any bytes; -EMSGSIZE when @max is too small.  After -EBADMSG some of
 * @ret may have been written to; @ret_size is untouched.
 */
int base64_decode(const char *text, size_t length, void *ret, size_t max, size_t *ret_size);
