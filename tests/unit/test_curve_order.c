/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The orders, against OpenSSL's.
 */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include "tests/unit/unit.h"

#include "lib/policy/curve_order.h"

static void assert_order(int curve, const uint8_t *order, int size)
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(curve);
	uint8_t expected[64];

	assert_non_null(group);
	assert_int_equal(BN_num_bytes(EC_GROUP_get0_order(group)), size);
	assert_int_equal(BN_bn2bin(EC_GROUP_get0_order(group), expected), size);
	assert_memory_equal(order, expected, size);
	EC_GROUP_free(group);
}

static void the_orders_are_those_of_the_curves(void **state)
{
	assert_order(NID_X9_62_prime256v1, curve_order_p256, CURVE_ORDER_P256_SIZE);
	assert_order(NID_secp384r1, curve_order_p384, CURVE_ORDER_P384_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_orders_are_those_of_the_curves),
	};

	return cmocka_run_group_tests_name("curve_order", tests, NULL, NULL);
}
