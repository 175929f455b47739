/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Challenging oneself, where what came names no keys: the TPM is not asked.  With one:
 * tests/integration/svsmctl_birth.sh.
 */
#include "tests/unit/unit.h"

#include "lib/evidence/self_binding.h"
#include "lib/format/binding_record.h"
#include "lib/format/evidence.h"

static void test_evidence_that_names_no_ek_is_refused_before_the_tpm_is_asked(void **state)
{
	struct binding_record record = { .time = 7 };
	const struct evidence evidence = {
		.manifest = { (const uint8_t *)"none", 4 },
		.ak = { (const uint8_t *)"none", 4 },
	};
	struct fault fault = FAULT_NONE;

	assert_int_equal(self_binding_make(&evidence, NULL, 0, &record, &fault), -EBADMSG);
	assert_true(fault.text[0]);
	assert_int_equal(record.time, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_evidence_that_names_no_ek_is_refused_before_the_tpm_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
