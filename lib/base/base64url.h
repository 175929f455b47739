/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Base64 as JSON Web Keys have it (RFC 7515, section 2): with "-" and "_", and without
 * padding.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * Decodes @length characters into at most @max bytes.  0; -EBADMSG for a character
 * that is not of the alphabet, a length that cannot be, or bits left over that are not
 * zero; -EMSGSIZE when @max is too small.  On failure @ret and @ret_size are untouched.
 */
int base64url_decode(const char *text, size_t length, void *ret, size_t max, size_t *ret_size);
