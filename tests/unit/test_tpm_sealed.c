/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Public areas of sealed objects.  Run from the top of the tree.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/hash_algorithm.h"
#include "lib/format/tpm_public.h"
#include "lib/format/tpm_sealed.h"
#include "lib/sys/file.h"

static struct buffer read_vector(const char *name)
{
	struct buffer file = BUFFER_INIT(4096);
	char path[256];

	(void)snprintf(path, sizeof(path), "tests/data/tpm_sealed/%s.bin", name);
	assert_int_equal(file_read(path, &file, NULL), 0);
	return file;
}

static void its_parts_are_found(void **state)
{
	struct buffer file = read_vector("of-a-policy");
	struct tpm_sealed sealed;

	assert_int_equal(tpm_sealed_parse(file.data, file.size, &sealed, NULL), 0);
	assert_int_equal(sealed.name_algorithm, HASH_SHA256);
	assert_int_equal(sealed.attributes, TPM_PUBLIC_FIXED_TPM | TPM_PUBLIC_FIXED_PARENT |
			 TPM_PUBLIC_ADMIN_WITH_POLICY | TPM_PUBLIC_NO_DA);
	assert_int_equal(sealed.policy_size, 32);
	assert_int_equal(sealed.policy[31], 0xaa);
	assert_ptr_equal(sealed.whole, file.data);
	assert_int_equal(sealed.whole_size, file.size);
	buffer_deinit(&file);
	file = read_vector("of-no-policy");
	assert_int_equal(tpm_sealed_parse(file.data, file.size, &sealed, NULL), 0);
	assert_int_equal(sealed.policy_size, 0);
	buffer_deinit(&file);
}

static void what_is_wrong_is_refused(void **state)
{
	static const struct {
		const char *name;
		int error;
	} cases[] = {
		{ "bad/type-rsa", -EOPNOTSUPP }, { "bad/scheme-hmac", -EOPNOTSUPP },
		{ "bad/name-md5", -EBADMSG }, { "bad/policy-31", -EBADMSG },
		{ "bad/unique-16", -EBADMSG }, { "bad/trailing-byte", -EBADMSG },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tpm_sealed sealed = { .attributes = 42 };
		struct buffer file = read_vector(cases[i].name);
		struct fault fault = FAULT_NONE;

		assert_int_equal(tpm_sealed_parse(file.data, file.size, &sealed, &fault),
				 cases[i].error);
		assert_true(*fault.text);
		assert_int_equal(sealed.attributes, 42);
		buffer_deinit(&file);
	}
}

static void one_that_is_cut_anywhere_is_refused(void **state)
{
	struct buffer file = read_vector("of-a-policy");
	struct tpm_sealed sealed;
	size_t size;

	for (size = 0; size < file.size; size++) {
		uint8_t *copy = exact_copy(file.data, size);

		assert_int_equal(tpm_sealed_parse(copy, size, &sealed, NULL), -EBADMSG);
		free(copy);
	}
	buffer_deinit(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_parts_are_found),
		cmocka_unit_test(what_is_wrong_is_refused),
		cmocka_unit_test(one_that_is_cut_anywhere_is_refused),
	};

	return cmocka_run_group_tests_name("tpm_sealed", tests, NULL, NULL);
}
