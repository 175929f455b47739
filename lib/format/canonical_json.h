/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading JSON of which every byte is known beforehand but for the values: what
 * json_writer.h writes.  Whoever reads names the members in their order; a blank,
 * another order, a member that is unknown or stands twice, an escape that is not
 * needed, a number with a leading zero are all the same: not the text that belongs here.
 *
 * So decode(text) succeeds only for a text that encode() yields, without writing it
 * again to compare.  Texts are not nested deeper than their reader, and cost one pass.
 *
 * The first error sticks: everything after it yields nothing, canonical_json_end()
 * returns it, and the fault is set once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/cursor.h"

struct fault;

struct canonical_json {
	struct cursor cursor;
	const char *noun;	/* what faults call the text: "evidence" */
	struct fault *fault;
	bool needs_comma;
	int error;
};

void canonical_json_init(struct canonical_json *json, const char *noun, const void *data,
			 size_t size, struct fault *fault);

/* As in json_writer.h. */
void canonical_json_object(struct canonical_json *json, const char *key);
void canonical_json_array(struct canonical_json *json, const char *key);
void canonical_json_close_object(struct canonical_json *json);
void canonical_json_close_array(struct canonical_json *json);

/* Whether that member, or any further element or member, stands here; reads nothing. */
bool canonical_json_has(const struct canonical_json *json, const char *key);
bool canonical_json_has_more(const struct canonical_json *json);

/* A member whose key is only known now: at most @max bytes, and a zero.  Its value follows. */
void canonical_json_key(struct canonical_json *json, char *ret, size_t max);

/* The string or number @expected, and nothing else. */
void canonical_json_constant(struct canonical_json *json, const char *key, const char *expected);
void canonical_json_version(struct canonical_json *json, const char *key, uint64_t expected);

/* All below: @key NULL for an element, or behind canonical_json_key(). */

/* At most @max bytes of json_writer_is_text(), and a zero. */
void canonical_json_text(struct canonical_json *json, const char *key, char *ret, size_t max);

/* At most @max. */
uint64_t canonical_json_number(struct canonical_json *json, const char *key, uint64_t max);

/* Exactly @size bytes, at most HASH_SIZE_MAX, in lower case. */
void canonical_json_hex(struct canonical_json *json, const char *key, void *ret, size_t size);

/* From @min to @max bytes. */
size_t canonical_json_base64(struct canonical_json *json, const char *key, void *ret, size_t min,
			     size_t max);

/* Refuses what was read for a reason of the caller's, at the place where it stands now. */
void canonical_json_refuse(struct canonical_json *json, int error, const char *reason);

/* The newline and the end.  0; -EBADMSG; -E2BIG; or what was refused with. */
int canonical_json_end(struct canonical_json *json);
