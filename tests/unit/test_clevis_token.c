/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Clevis' tokens, in tests/data/clevis_token and with one thing wrong each.  Run from the
 * top of the tree.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/clevis_token.h"
#include "lib/sys/file.h"

static struct clevis_token parse_file(const char *name)
{
	struct buffer text = BUFFER_INIT(CLEVIS_TOKEN_SIZE_MAX);
	struct fault fault = FAULT_NONE;
	struct clevis_token token;
	char path[128];

	(void)snprintf(path, sizeof(path), "tests/data/clevis_token/%s.bin", name);
	assert_int_equal(file_read(path, &text, NULL), 0);
	if (clevis_token_parse((const char *)text.data, text.size, &token, &fault) < 0)
		fail_msg("%s: %s", path, fault.text);
	buffer_deinit(&text);
	return token;
}

static void a_token_of_the_tpm_says_its_pcrs_and_policy(void **state)
{
	struct clevis_token token = parse_file("tpm2");

	assert_string_equal(token.pin, CLEVIS_TOKEN_PIN_TPM2);
	assert_int_equal(token.pcrs, 1 << 1 | 1 << 7);
	assert_int_equal(token.bank, HASH_SHA256);
	assert_int_equal(token.policy_algorithm, HASH_SHA256);
	assert_int_equal(token.policy_size, 32);
	assert_int_equal(token.policy[31], 0x77);
	assert_int_equal(parse_file("tpm2-list").pcrs, 1 << 1 | 1 << 7);
}

static void without_pcrs_there_is_no_policy(void **state)
{
	struct clevis_token token = parse_file("tpm2-no-pcrs");

	assert_int_equal(token.pcrs, 0);
	assert_int_equal(token.bank, 0);
	assert_int_equal(token.policy_size, 0);
}

static void other_pins_are_named_and_no_more(void **state)
{
	assert_string_equal(parse_file("sss").pin, "sss");
	assert_string_equal(parse_file("no-pin").pin, "");
}

static void what_is_no_token_is_refused_and_the_output_untouched(void **state)
{
	static const char *const texts[] = {
		"", "[]", "{}", "{\"jwe\":[]}", "{\"jwe\":{}}", "{\"jwe\":{\"protected\":1}}",
		"{\"jwe\":{\"protected\":\"****\"}}", "{\"jwe\":{\"protected\":\"e30\"}}}",
		"{\"jwe\":{\"protected\":\"W10\"}}",
	};
	struct clevis_token token = { .pcrs = 5 };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct fault fault = FAULT_NONE;

		if (clevis_token_parse(texts[i], strlen(texts[i]), &token, &fault) != -EBADMSG)
			fail_msg("taken: %s", texts[i]);
		assert_true(fault.text[0]);
		assert_int_equal(token.pcrs, 5);
	}
	assert_int_equal(clevis_token_parse("", CLEVIS_TOKEN_SIZE_MAX + 1, &token, NULL), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_of_the_tpm_says_its_pcrs_and_policy),
		cmocka_unit_test(without_pcrs_there_is_no_policy),
		cmocka_unit_test(other_pins_are_named_and_no_more),
		cmocka_unit_test(what_is_no_token_is_refused_and_the_output_untouched),
	};

	return cmocka_run_group_tests_name("clevis_token", tests, NULL, NULL);
}
