/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Recovery keys in modhex.
 */
#include "tests/unit/unit.h"

#include "lib/base/secret.h"
#include "lib/format/modhex.h"

static void a_key_is_eight_groups_of_eight_letters(void **state)
{
	static const char expected[] = "cccbcdce-cfcgchci-cjckclcn-crctcucv-"
				       "ccbbddee-ffgghhii-jjkkllnn-rrttuuvv";
	struct secret key = SECRET_NONE, text = SECRET_NONE;
	size_t i;

	assert_int_equal(secret_init(&key, MODHEX_KEY_SIZE), 0);
	for (i = 0; i < 16; i++) {
		key.bytes[i] = (uint8_t)i;
		key.bytes[16 + i] = (uint8_t)(i * 0x11);
	}
	assert_int_equal(modhex_encode(&key, &text), 0);
	assert_int_equal(text.size, MODHEX_TEXT_LENGTH);
	assert_memory_equal(text.bytes, expected, MODHEX_TEXT_LENGTH);
	secret_deinit(&key);
	secret_deinit(&text);
}

static void a_key_of_another_size_is_none(void **state)
{
	struct secret key = SECRET_NONE, text = SECRET_NONE;

	assert_int_equal(modhex_encode(&key, &text), -EINVAL);
	assert_int_equal(secret_init(&key, MODHEX_KEY_SIZE - 1), 0);
	assert_int_equal(modhex_encode(&key, &text), -EINVAL);
	assert_null(text.bytes);
	secret_deinit(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_eight_groups_of_eight_letters),
		cmocka_unit_test(a_key_of_another_size_is_none),
	};

	return cmocka_run_group_tests_name("modhex", tests, NULL, NULL);
}
