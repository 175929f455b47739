/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A GUID as it travels: 16 bytes, the first three fields little-endian (UEFI
 * 2.10, appendix A).  That order is also the one of /dev/svsm and of the services
 * manifest; the text form is the usual 8-4-4-4-12 digits.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define GUID_SIZE	16
#define GUID_TEXT_SIZE	37	/* with the terminating zero */

struct guid {
	uint8_t bytes[GUID_SIZE];
};

#define GUID_NULL	((struct guid){ { 0 } })

/* A constant from the fields of its text form: the first three numbers, then eight bytes. */
#define GUID_INIT(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)				\
	{ { (a) & 0xff, ((a) >> 8) & 0xff, ((a) >> 16) & 0xff, ((a) >> 24) & 0xff,	\
	    (b) & 0xff, ((b) >> 8) & 0xff, (c) & 0xff, ((c) >> 8) & 0xff,		\
	    d0, d1, d2, d3, d4, d5, d6, d7 } }

bool guid_is_equal(const struct guid *a, const struct guid *b);
bool guid_is_null(const struct guid *guid);

/* Writes the text form in lower case to @ret_text and returns it. */
char *guid_format(const struct guid *guid, char ret_text[static GUID_TEXT_SIZE]);

/* 0, or -EBADMSG when @text is not the text form (either case) and nothing else. */
int guid_parse(const char *text, struct guid *ret);

/*
 * The same GUID with its first three fields in the other byte order.  For the
 * tables in which both are found in the wild (see cert_table.h).
 */
struct guid guid_swap(const struct guid *guid);
