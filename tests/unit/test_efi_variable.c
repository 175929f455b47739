/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Measured UEFI variables.
 */
#include "lib/format/efi_variable.h"

#include "tests/unit/unit.h"

static const uint8_t global[] = { 0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11,
				  0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c };
static const uint8_t image_security[] = { 0xcb, 0xb2, 0x19, 0xd7, 0x3a, 0x3d, 0x96, 0x45,
					  0xa3, 0xbc, 0xda, 0xd0, 0x0e, 0x67, 0x65, 0x6f };

static struct bytes variable(const uint8_t *guid)
{
	struct bytes bytes = { .size = 0 };

	put(&bytes, guid, 16);
	put_le(&bytes, 2, 8);
	put_le(&bytes, 3, 8);
	put(&bytes, "d\0b\0xyz", 7);
	return bytes;
}

static int parse(const struct bytes *bytes, struct efi_variable *ret)
{
	uint8_t *copy = exact_copy(bytes->data, bytes->size);
	int r = efi_variable_parse(copy, bytes->size, ret);

	if (!r) {
		assert_int_equal(ret->value_size, 3);
		assert_memory_equal(ret->value, "xyz", 3);
	}
	free(copy);
	return r;
}

static void name_value_and_owner_are_found(void **state)
{
	struct bytes bytes = variable(image_security);
	struct efi_variable found;

	assert_int_equal(parse(&bytes, &found), 0);
	assert_string_equal(found.name, "db");
	assert_true(efi_variable_is_database(&found, "db"));
	assert_false(efi_variable_is_database(&found, "dbx"));
	assert_false(efi_variable_is_global(&found, "db"));
	bytes = variable(global);
	assert_int_equal(parse(&bytes, &found), 0);
	assert_true(efi_variable_is_global(&found, "db"));
	assert_false(efi_variable_is_database(&found, "db"));
}

static void lengths_must_be_those_of_the_event(void **state)
{
	struct bytes good = variable(global), bytes;
	struct efi_variable found = { .value_size = 77 };
	size_t size;

	for (size = 0; size < good.size; size++) {
		bytes = good;
		bytes.size = size;
		assert_int_equal(parse(&bytes, &found), -EBADMSG);
	}
	bytes = good;
	put_fill(&bytes, 0, 1);
	assert_int_equal(parse(&bytes, &found), -EBADMSG);
	bytes = good;
	set_le(&bytes, 16, UINT64_MAX, 8);
	assert_int_equal(parse(&bytes, &found), -EBADMSG);
	bytes = good;
	set_le(&bytes, 16, 1ull << 63, 8);
	assert_int_equal(parse(&bytes, &found), -EBADMSG);
	bytes = good;
	set_le(&bytes, 24, UINT64_MAX, 8);
	assert_int_equal(parse(&bytes, &found), -EBADMSG);
	bytes = good;
	set_le(&bytes, 32, 0xd800, 2);
	assert_int_equal(parse(&bytes, &found), -EBADMSG);
	assert_int_equal(found.value_size, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_value_and_owner_are_found),
		cmocka_unit_test(lengths_must_be_those_of_the_event),
	};

	return cmocka_run_group_tests_name("efi_variable", tests, NULL, NULL);
}
