/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answering a credential where there is no TPM, and the wiping of what was a secret.  With
 * a TPM: tests/integration/attest.sh and svsmd_remote.sh.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/evidence/credential_answer.h"
#include "lib/format/credential_file.h"

static void test_without_a_tpm_nothing_is_answered_and_that_is_told(void **state)
{
	const struct credential_challenge challenge = { .id_object_size = 1, .seed_size = 1 };
	struct buffer text = BUFFER_INIT(CREDENTIAL_FILE_SIZE_MAX);
	struct fault fault = FAULT_NONE;

	assert_true(credential_answer_make(&challenge, "swtpm:path=/nonexistent", &text,
					   &fault) < 0);
	assert_true(fault.text[0]);
	assert_int_equal(text.size, 0);
}

static void test_a_text_that_was_wiped_can_be_filled_anew(void **state)
{
	struct buffer text = BUFFER_INIT(8);

	assert_int_equal(buffer_append(&text, "secret", 6), 0);
	credential_answer_wipe(&text);
	assert_null(text.data);
	assert_int_equal(text.size, 0);
	credential_answer_wipe(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_a_tpm_nothing_is_answered_and_that_is_told),
		cmocka_unit_test(test_a_text_that_was_wiped_can_be_filled_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
