/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text from outside made fit to print: UTF-16 as UEFI writes it, and bytes that
 * claim to be ASCII or UTF-8.  What no character is, and what would move a terminal's
 * cursor, comes out as an escape.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNICODE_UTF8_MAX	4

/* Writes @character (not above 0x10ffff, no surrogate) as UTF-8; how many bytes. */
size_t unicode_encode(uint32_t character, char ret[static UNICODE_UTF8_MAX]);

/*
 * UTF-16LE up to a zero or the end, as UTF-8 with a zero at its end, cut to @size.
 * False when half a surrogate or half a unit was in it, which is then escaped.
 */
bool unicode_from_utf16(const uint8_t *data, size_t data_size, char *ret, size_t size);

/* UTF-8 up to a zero or the end; the rest as above. */
bool unicode_from_utf8(const uint8_t *data, size_t data_size, char *ret, size_t size);

/* Whether it is printable UTF-16LE: at least one character, a zero at most at its end. */
bool unicode_is_utf16(const uint8_t *data, size_t size);

/* Whether it is printable UTF-8: at least one character, zeros at most at its end. */
bool unicode_is_utf8(const uint8_t *data, size_t size);
