/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Building JSON with json-c: keys stand in the order in which they are added,
 * and an allocation that fails ends the program, since half a document would be
 * worse than none.  How it ends is the program's own: it defines json_out_of_memory().
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct json_object;
struct guid;

__attribute__((__noreturn__)) void json_out_of_memory(void);

/* All of them give @value (NULL: JSON null) to @object, which owns it then. */
void json_add(struct json_object *object, const char *key, struct json_object *value);
void json_append(struct json_object *array, struct json_object *value);

struct json_object *json_new_object(void);
struct json_object *json_new_array(void);
struct json_object *json_new_text(const char *text);	/* NULL: JSON null */
struct json_object *json_new_number(uint64_t number);
struct json_object *json_new_bool(int value);
struct json_object *json_new_word(uint64_t word);	/* "0x" and 16 digits: bits, not a count */
struct json_object *json_new_hex(const void *data, size_t size);
struct json_object *json_new_guid(const struct guid *guid);

/* One service: {"guid", "name" or null, "manifest_bytes"}. */
struct json_object *json_new_service(const struct guid *guid, size_t manifest_size);

/* The document as text, without a newline at its end; owned by @object. */
const char *json_document(struct json_object *object);

/* The same in one line. */
const char *json_line(struct json_object *object);

/* Frees a document that was given to nobody. */
void json_cleanup(struct json_object **object);
