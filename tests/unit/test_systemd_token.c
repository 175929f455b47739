/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tokens as systemd has written them since 248, each with what that version added.
 */
#include "tests/unit/unit.h"

#include "lib/format/hash_algorithm.h"
#include "lib/format/systemd_token.h"
#include "lib/format/tpm_algorithm.h"

#define HASH_A	"8b5682d80000000000000000000000000000000000000000000000000000001f"
#define HASH_B	"14f406325d36645a0ab54325c3a3789280b7d8619860495c31acb40328caec8e"
#define START	"{\"type\":\"systemd-tpm2\",\"keyslots\":[\"1\"],\"tpm2-blob\":\"AJ4A\","
#define V248	START "\"tpm2-pcrs\":[7],\"tpm2-policy-hash\":\"" HASH_A "\""
#define V250	V248 ",\"tpm2-pcr-bank\":\"sha384\",\"tpm2-primary-alg\":\"rsa\""
#define V251	V250 ",\"tpm2-pin\":true"
#define V252	V251 ",\"tpm2_pubkey_pcrs\":[11,12],\"tpm2_pubkey\":\"LS0t\""
#define V254	V252 ",\"tpm2_salt\":\"AA==\",\"tpm2_srk\":\"gQAAAQ==\""
#define V255	V254 ",\"tpm2_pcrlock\":false"
#define V257	START "\"tpm2-pcrs\":[],\"tpm2-policy-hash\":[\"" HASH_A "\",\"" HASH_B "\"],"	\
		"\"tpm2_pcrlock\":true,\"tpm2_pubkey\":\"LS0t\",\"tpm2_pcrlock_nv\":\"AA==\""

static struct systemd_token parse(const char *text)
{
	struct systemd_token token;
	struct fault fault = FAULT_NONE;

	if (systemd_token_parse(text, strlen(text), &token, &fault) < 0)
		fail_msg("%s: %s", text, fault.text);
	return token;
}

static void each_version_adds_its_members(void **state)
{
	struct systemd_token token = parse(V248 "}");

	assert_int_equal(token.pcrs, 1 << 7);
	assert_int_equal(token.bank, 0);
	assert_int_equal(token.primary, TPM_KEY_ECC);
	assert_int_equal(token.policy_count, 1);
	assert_int_equal(token.policies[0][0], 0x8b);
	assert_false(token.has_pin || token.has_signer || token.has_pcrlock || token.has_srk);
	token = parse(V250 "}");
	assert_int_equal(token.bank, HASH_SHA384);
	assert_int_equal(token.primary, TPM_KEY_RSA);
	assert_true(parse(V251 "}").has_pin);
	token = parse(V252 "}");
	assert_true(token.has_signer);
	assert_int_equal(token.signed_pcrs, 3 << 11);
	token = parse(V254 "}");
	assert_true(token.has_srk);
	assert_false(parse(V255 ", \"tpm2-of-300\": [{}] } ").has_pcrlock);
	token = parse(V257 "}");
	assert_true(token.has_pcrlock && token.has_signer);
	assert_int_equal(token.policy_count, 2);
	assert_int_equal(token.policies[1][31], 0x8e);
}

static void what_makes_no_sense_is_refused(void **state)
{
	static const struct {
		const char *text;
		int error;
	} cases[] = {
		{ "", -EBADMSG },
		{ "[]", -EBADMSG },
		{ V248, -EBADMSG },
		{ V248 "}}", -EBADMSG },
		{ START "\"tpm2-pcrs\":[]}", -EBADMSG },
		{ START "\"tpm2-policy-hash\":\"" HASH_A "\"}", -EBADMSG },
		{ "{\"tpm2-pcrs\":[],\"tpm2-policy-hash\":\"" HASH_A "\"}", -EBADMSG },
		{ START "\"tpm2-pcrs\":[24],\"tpm2-policy-hash\":\"" HASH_A "\"}", -EBADMSG },
		{ START "\"tpm2-pcrs\":7,\"tpm2-policy-hash\":\"" HASH_A "\"}", -EBADMSG },
		{ START "\"tpm2-pcrs\":[],\"tpm2-policy-hash\":\"8b\"}", -EBADMSG },
		{ START "\"tpm2-pcrs\":[],\"tpm2-policy-hash\":[]}", -EBADMSG },
		{ START "\"tpm2-pcrs\":[],\"tpm2-policy-hash\":[\"" HASH_A "\",\"" HASH_A
			"\",\"" HASH_A "\"]}", -EBADMSG },
		{ V248 ",\"tpm2-pcrs\":[]}", -EBADMSG },
		{ V248 ",\"tpm2-pin\":1}", -EBADMSG },
		{ V248 ",\"tpm2_pubkey\":[]}", -EBADMSG },
		{ V248 ",\"tpm2_srk\":true}", -EBADMSG },
		{ V248 ",\"tpm2-pcr-bank\":1}", -EBADMSG },
		{ V248 ",\"tpm2-pcr-bank\":\"md5\"}", -EOPNOTSUPP },
		{ V248 ",\"tpm2-primary-alg\":\"dsa\"}", -EOPNOTSUPP },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct systemd_token token = { .pcrs = 5 };
		struct fault fault = FAULT_NONE;
		int r = systemd_token_parse(cases[i].text, strlen(cases[i].text), &token, &fault);

		if (r != cases[i].error)
			fail_msg("%s: %d", cases[i].text, r);
		assert_int_equal(token.pcrs, 5);
		assert_true(fault.text[0]);
	}
	assert_int_equal(systemd_token_parse("", SYSTEMD_TOKEN_SIZE_MAX + 1, NULL, NULL), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_version_adds_its_members),
		cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests_name("systemd_token", tests, NULL, NULL);
}
