/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a text of JSON may show to others: its structure, its short words, and of each string
 * that could hold a key only how long it is and the digest of what it stands for.
 */
#pragma once

#include <stddef.h>

struct buffer;

/* Of a string: the names of things have no more, and 16 bytes in hexadecimal digits do. */
#define REDACT_SHOWN_MAX	31u

/*
 * Appends @size bytes of JSON with every longer string as "sha256:DIGEST, N characters"; the
 * digest is that of the characters between the quotation marks.  What is no JSON, such as a
 * string without an end, is shown up to there.  0; -E2BIG, -ENOMEM.
 */
int redact_json(const void *json, size_t size, struct buffer *ret);
