/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Services by name and by GUID.
 */
#include "tests/unit/unit.h"

#include "lib/format/service.h"

static void a_service_is_found_by_name_and_by_guid(void **state)
{
	struct guid guid;

	assert_int_equal(service_find("vtpm", &guid), 0);
	assert_true(guid_is_equal(&guid, &service_vtpm));
	assert_string_equal(service_name(&guid), "vtpm");
	assert_string_equal(service_description(&guid), "virtual TPM 2.0");
	assert_int_equal(service_find("c476f1eb-0123-45a5-9641-b4e7dde5bfe3", &guid), 0);
	assert_true(guid_is_equal(&guid, &service_vtpm));
	assert_int_equal(service_find("00112233-4455-6677-8899-aabbccddeeff", &guid), 0);
	assert_null(service_name(&guid));
	assert_null(service_description(&guid));
}

static void no_service_is_not_all_services(void **state)
{
	struct guid guid = service_vtpm;

	assert_int_equal(service_find("00000000-0000-0000-0000-000000000000", &guid), -ENOENT);
	assert_int_equal(service_find("", &guid), -ENOENT);
	assert_int_equal(service_find("VTPM", &guid), -ENOENT);
	assert_int_equal(service_find("vtpm ", &guid), -ENOENT);
	assert_true(guid_is_equal(&guid, &service_vtpm));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_service_is_found_by_name_and_by_guid),
		cmocka_unit_test(no_service_is_not_all_services),
	};

	return cmocka_run_group_tests_name("service", tests, NULL, NULL);
}
