/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looking into a JSON document to print what it says: one that was made here, or that
 * somebody else has sent.  What is missing, or of another kind, is as good as null.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/format/json_reader.h"

/* The object that @text is.  0; -EBADMSG: it is none.  @text must outlive @ret. */
int json_look_document(const char *text, struct json_reader_value *ret);

/* Whether @object has a member @key that is not null, into @ret. */
bool json_look(const struct json_reader_value *object, const char *key,
	       struct json_reader_value *ret);

/* A new text, fit for a terminal; "" where there is none. */
char *json_look_text(const struct json_reader_value *object, const char *key);

/* Whether that text is there, and is @text. */
bool json_look_is(const struct json_reader_value *object, const char *key, const char *text);

/* 0 where there is none. */
uint64_t json_look_number(const struct json_reader_value *object, const char *key);

bool json_look_is_true(const struct json_reader_value *object, const char *key);

/* The elements of an array, by json_reader_element(); none where there is none. */
struct cursor json_look_array(const struct json_reader_value *object, const char *key);

/* An array of numbers as a mask (bit n: n); those from 32 on are left out. */
uint32_t json_look_mask(const struct json_reader_value *object, const char *key);
