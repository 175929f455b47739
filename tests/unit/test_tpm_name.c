/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names, against values that Python's hashlib gave for the same bytes.
 */
#include "tests/unit/tpm_builder.h"

#include "lib/base/hex.h"
#include "lib/policy/tpm_name.h"

#define NAME		"000b23e368ad1bec73d4e4e8028fd8510cee36c0b406e46aa341a94052e6d13bd02c"
#define QUALIFIED	"000bb23e658fa1f3abda7280907ecb4628b511b829b8ca6c1b6e797739f628631b90"

/* An EK whose modulus consists of the byte 0x9a. */
static struct tpm_public public;

static int set_up(void **state)
{
	static struct bytes ek;
	uint8_t modulus[256];

	ek.size = 0;
	memset(modulus, 0x9a, sizeof(modulus));
	put_ek_public(&ek, modulus);
	return tpm_public_parse(ek.data, ek.size, &public, NULL);
}

static void check(const struct tpm_name *name, const char *expected)
{
	char text[HEX_TEXT_SIZE(TPM_NAME_SIZE_MAX)];

	assert_string_equal(hex_encode(name->bytes, name->size, text), expected);
}

static void a_name_is_the_digest_of_the_public_area(void **state)
{
	struct tpm_name name;

	assert_int_equal(tpm_name_of(&public, &name), 0);
	check(&name, NAME);
}

static void a_qualified_name_tells_the_hierarchy(void **state)
{
	struct tpm_name name, qualified, owner;

	assert_int_equal(tpm_name_of(&public, &name), 0);
	assert_int_equal(tpm_name_qualified(TPM_HIERARCHY_ENDORSEMENT, &name, &qualified), 0);
	check(&qualified, QUALIFIED);
	assert_int_equal(tpm_name_qualified(0x40000001, &name, &owner), 0);
	assert_false(tpm_name_is(&owner, qualified.bytes, qualified.size));
}

static void larger_hashes_make_longer_names(void **state)
{
	struct tpm_name name, qualified;

	public.name_algorithm = HASH_SHA512;
	assert_int_equal(tpm_name_of(&public, &name), 0);
	assert_int_equal(name.size, TPM_NAME_SIZE_MAX);
	assert_int_equal(tpm_name_qualified(TPM_HIERARCHY_ENDORSEMENT, &name, &qualified), 0);
	assert_int_equal(qualified.size, TPM_NAME_SIZE_MAX);
}

static void sha1_names_nothing(void **state)
{
	struct tpm_name name = { .size = 77 };

	public.name_algorithm = HASH_SHA1;
	assert_int_equal(tpm_name_of(&public, &name), -EOPNOTSUPP);
	assert_int_equal(name.size, 77);
}

static void what_is_no_name_has_no_qualified_one(void **state)
{
	struct tpm_name name, none = { .size = 0 }, ret = { .size = 77 };

	assert_int_equal(tpm_name_of(&public, &name), 0);
	assert_int_equal(tpm_name_qualified(TPM_HIERARCHY_ENDORSEMENT, &none, &ret), -EINVAL);
	name.size--;
	assert_int_equal(tpm_name_qualified(TPM_HIERARCHY_ENDORSEMENT, &name, &ret), -EINVAL);
	assert_int_equal(ret.size, 77);
}

static void a_name_is_only_itself(void **state)
{
	struct tpm_name name, none = { .size = 0 };
	uint8_t bytes[TPM_NAME_SIZE_MAX];

	assert_int_equal(tpm_name_of(&public, &name), 0);
	memcpy(bytes, name.bytes, name.size);
	assert_true(tpm_name_is(&name, bytes, name.size));
	assert_false(tpm_name_is(&name, bytes, name.size - 1));
	bytes[33] ^= 1;
	assert_false(tpm_name_is(&name, bytes, name.size));
	assert_false(tpm_name_is(&none, bytes, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_name_is_the_digest_of_the_public_area, set_up),
		cmocka_unit_test_setup(a_qualified_name_tells_the_hierarchy, set_up),
		cmocka_unit_test_setup(larger_hashes_make_longer_names, set_up),
		cmocka_unit_test_setup(sha1_names_nothing, set_up),
		cmocka_unit_test_setup(what_is_no_name_has_no_qualified_one, set_up),
		cmocka_unit_test_setup(a_name_is_only_itself, set_up),
	};

	return cmocka_run_group_tests_name("tpm_name", tests, NULL, NULL);
}
