/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A verifier's key, where it is none.  What kinds there are, and what they sign:
 * test_binding_signature.c, test_verdict_signature.c.
 */
#include "tests/unit/unit.h"

#include "lib/policy/verifier_key.h"

static const struct evidence_bytes message = { (const uint8_t *)"message", 7 };

static void test_what_is_no_pem_is_no_key(void **state)
{
	const struct evidence_bytes pem = { (const uint8_t *)"nonsense", 8 };
	const struct evidence_bytes none = { NULL, 0 };
	uint8_t signature[VERIFIER_KEY_SIGNATURE_MAX];
	struct fault fault = FAULT_NONE;
	size_t size = 7;

	assert_int_equal(verifier_key_sign(&pem, &message, signature, &size, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "no private key in PEM"));
	assert_int_equal(verifier_key_sign(&none, &message, signature, &size, NULL), -EBADMSG);
	assert_int_equal(verifier_key_check(&pem, &message, &message, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "no public key in PEM"));
	assert_int_equal(size, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_no_pem_is_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
