/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON documents: members in their order, and what is not there as null.
 */
#include "tests/unit/unit.h"

#include "lib/base/cleanup.h"
#include "lib/format/service.h"
#include "lib/show/json.h"

void json_out_of_memory(void)
{
	abort();
}

static void test_members_stand_in_the_order_in_which_they_were_added(void **state)
{
	_cleanup_(json_cleanup) struct json_object *object = json_new_object();
	struct json_object *array = json_new_array();

	json_append(array, json_new_bool(1));
	json_append(array, NULL);
	json_add(object, "z", json_new_number(UINT64_MAX));
	json_add(object, "a", array);
	json_add(object, "hex", json_new_hex("\0\377", 2));
	json_add(object, "word", json_new_word(0x1f));
	json_add(object, "text", json_new_text("a/\"b\\\x01"));
	json_add(object, "none", json_new_text(NULL));
	assert_string_equal(json_document(object),
			    "{\n  \"z\": 18446744073709551615,\n"
			    "  \"a\": [\n    true,\n    null\n  ],\n"
			    "  \"hex\": \"00ff\",\n  \"word\": \"0x000000000000001f\",\n"
			    "  \"text\": \"a/\\\"b\\\\\\u0001\",\n  \"none\": null\n}");
}

static void test_a_service_that_has_no_name_has_null(void **state)
{
	_cleanup_(json_cleanup) struct json_object *known = json_new_service(&service_vtpm, 8);
	_cleanup_(json_cleanup) struct json_object *other = json_new_service(&GUID_NULL, 0);

	assert_non_null(strstr(json_document(known), "\"name\": \"vtpm\""));
	assert_non_null(strstr(json_document(other), "\"name\": null"));
	assert_non_null(strstr(json_document(other),
			       "\"guid\": \"00000000-0000-0000-0000-000000000000\""));
}

static void test_a_document_that_was_given_away_is_not_freed_twice(void **state)
{
	struct json_object *none = NULL;

	json_cleanup(&none);
	assert_null(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members_stand_in_the_order_in_which_they_were_added),
		cmocka_unit_test(test_a_service_that_has_no_name_has_null),
		cmocka_unit_test(test_a_document_that_was_given_away_is_not_freed_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
