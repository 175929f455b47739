/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A thin face of json-c that cannot fail.
 */
#include "lib/show/json.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/format/guid.h"
#include "lib/format/service.h"

static void *checked(void *pointer)
{
	if (!pointer)
		json_out_of_memory();
	return pointer;
}

struct json_object *json_new_object(void)
{
	return checked(json_object_new_object());
}

struct json_object *json_new_array(void)
{
	return checked(json_object_new_array());
}

struct json_object *json_new_text(const char *text)
{
	return text ? checked(json_object_new_string(text)) : NULL;
}

struct json_object *json_new_number(uint64_t number)
{
	return checked(json_object_new_uint64(number));
}

struct json_object *json_new_bool(int value)
{
	return checked(json_object_new_boolean(value));
}

struct json_object *json_new_hex(const void *data, size_t size)
{
	_cleanup_(cleanup_free) char *text = checked(malloc(HEX_TEXT_SIZE(size)));

	return json_new_text(hex_encode(data, size, text));
}

struct json_object *json_new_word(uint64_t word)
{
	char text[2 + 16 + 1];

	(void)snprintf(text, sizeof(text), "0x%016llx", (unsigned long long)word);
	return json_new_text(text);
}

struct json_object *json_new_guid(const struct guid *guid)
{
	char text[GUID_TEXT_SIZE];

	return json_new_text(guid_format(guid, text));
}

struct json_object *json_new_service(const struct guid *guid, size_t manifest_size)
{
	struct json_object *service = json_new_object();

	json_add(service, "guid", json_new_guid(guid));
	json_add(service, "name", json_new_text(service_name(guid)));
	json_add(service, "manifest_bytes", json_new_number(manifest_size));
	return service;
}

void json_add(struct json_object *object, const char *key, struct json_object *value)
{
	if (json_object_object_add(object, key, value))
		json_out_of_memory();
}

void json_append(struct json_object *array, struct json_object *value)
{
	if (json_object_array_add(array, value))
		json_out_of_memory();
}

const char *json_document(struct json_object *object)
{
	return checked((void *)json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
				JSON_C_TO_STRING_NOSLASHESCAPE));
}

const char *json_line(struct json_object *object)
{
	return checked((void *)json_object_to_json_string_ext(object,
				JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

void json_cleanup(struct json_object **object)
{
	(void)json_object_put(*object); /* accepts NULL */
}
