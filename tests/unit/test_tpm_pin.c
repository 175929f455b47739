/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The halves of a stretched PIN.
 */
#include "tests/unit/unit.h"

#include "lib/base/secret.h"
#include "lib/sys/argon2.h"
#include "lib/sys/tpm_pin.h"

static struct secret stretched;

static int set_up(void **state)
{
	size_t i;

	assert_int_equal(secret_init(&stretched, ARGON2_STRETCHED_SIZE), 0);
	for (i = 0; i < stretched.size; i++)
		stretched.bytes[i] = (uint8_t)(i + 1);
	return 0;
}

static int tear_down(void **state)
{
	secret_deinit(&stretched);
	return 0;
}

static void the_first_half_authorises_without_zeros_at_its_end(void **state)
{
	TPM2B_AUTH auth = { .size = 0 };

	tpm_pin_auth(&stretched, &auth);
	assert_int_equal(auth.size, 32);
	assert_memory_equal(auth.buffer, stretched.bytes, 32);
	stretched.bytes[31] = stretched.bytes[30] = 0;
	tpm_pin_auth(&stretched, &auth);
	assert_int_equal(auth.size, 30);
}

static void the_second_half_is_mixed_and_unmixed(void **state)
{
	uint8_t key[32] = { 0 };

	tpm_pin_mix(&stretched, key, sizeof(key));
	assert_memory_equal(key, stretched.bytes + 32, sizeof(key));
	tpm_pin_mix(&stretched, key, sizeof(key));
	assert_memory_equal(key, (uint8_t[32]){ 0 }, sizeof(key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_half_authorises_without_zeros_at_its_end,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_second_half_is_mixed_and_unmixed, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("tpm_pin", tests, NULL, NULL);
}
