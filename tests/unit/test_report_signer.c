/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What systemd-report asks of a signer, and what it is answered.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/base/buffer.h"
#include "lib/format/report_signer.h"
#include "lib/format/varlink.h"

#define HALF		"00112233445566778899aabbccddeeff"
#define DIGEST		"\"digest\":\"" HALF HALF "\""
#define ALGORITHM	"\"algorithm\":\"SHA256\""

static char refused[REPORT_SIGNER_KEY_MAX + 1];

static int ask(const char *parameters, uint8_t digest[static REPORT_SIGNER_DIGEST_SIZE])
{
	struct varlink_call call;
	char text[512];

	(void)snprintf(text, sizeof(text), "{\"method\":\"x\"%s%s}",
		       parameters ? ",\"parameters\":" : "", parameters ? parameters : "");
	assert_int_equal(varlink_call_parse(text, strlen(text), &call, NULL), 0);
	*refused = '\0';
	return report_signer_read(&call, digest, refused);
}

static void test_a_digest_by_sha256_is_signed_in_whatever_order_it_is_said(void **state)
{
	uint8_t digest[REPORT_SIGNER_DIGEST_SIZE], other[REPORT_SIGNER_DIGEST_SIZE];

	assert_int_equal(ask("{" DIGEST "," ALGORITHM "}", digest), 0);
	assert_int_equal(digest[1], 0x11);
	assert_int_equal(digest[31], 0xff);
	assert_int_equal(ask("{" ALGORITHM "," DIGEST "}", other), 0);
	assert_memory_equal(digest, other, sizeof(digest));
}

static void test_the_parameter_that_is_wrong_is_named(void **state)
{
	static const struct {
		const char *parameters, *refused;
	} rows[] = {
		{ NULL, "digest" },
		{ "{}", "digest" },
		{ "{" ALGORITHM "}", "digest" },
		{ "{" DIGEST "}", "algorithm" },
		{ "{" DIGEST ",\"algorithm\":\"SHA384\"}", "algorithm" },
		{ "{" DIGEST ",\"algorithm\":256}", "algorithm" },
		{ "{\"digest\":\"" HALF "\"," ALGORITHM "}", "digest" },
		{ "{\"digest\":\"" HALF HALF "00\"," ALGORITHM "}", "digest" },
		{ "{\"digest\":\"" HALF "zz112233445566778899aabbccddeeff\"," ALGORITHM "}",
		  "digest" },
		{ "{\"digest\":[]," ALGORITHM "}", "digest" },
		{ "{" DIGEST "," ALGORITHM "," DIGEST "}", "digest" },
		{ "{" DIGEST "," ALGORITHM "," ALGORITHM "}", "algorithm" },
		{ "{" DIGEST "," ALGORITHM ",\"colour\":1}", "colour" },
		{ "{" DIGEST "," ALGORITHM ",\"co\\nlour\":1}", "parameters" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t digest[REPORT_SIGNER_DIGEST_SIZE] = { 1 };

		if (ask(rows[i].parameters, digest) != -EINVAL)
			fail_msg("row %zu was taken", i);
		assert_string_equal(refused, rows[i].refused);
		assert_int_equal(digest[0], 1); /* untouched */
	}
}

static void test_a_signature_has_systemds_members_and_ours(void **state)
{
	static const char golden[] =
		"{\"parameters\":{\"data\":[{\"provider\":\"svsm\",\"outblob\":\"cg==\","
		"\"manifestblob\":\"bQ==\",\"nonce\":\"bg==\",\"bundle\":\"Yg==\"}]}}\0"
		"{\"parameters\":{\"data\":[]}}";
	struct report_signature signature = {
		.provider = "svsm",
		.report = { (const uint8_t *)"r", 1 },
		.manifest = { (const uint8_t *)"m", 1 },
		.nonce = { (const uint8_t *)"n", 1 },
		.bundle = { (const uint8_t *)"b", 1 },
	};
	struct buffer out = BUFFER_INIT(4096);

	assert_int_equal(report_signer_write(&signature, &out), 0);
	assert_int_equal(report_signer_write(NULL, &out), 0);
	assert_int_equal(out.size, sizeof(golden));
	assert_memory_equal(out.data, golden, sizeof(golden));
	buffer_deinit(&out);
	signature.certs = (struct evidence_bytes){ (const uint8_t *)"c", 1 };
	assert_int_equal(report_signer_write(&signature, &out), 0);
	assert_non_null(strstr((const char *)out.data, "\"auxblob\":\"Yw==\""));
	buffer_deinit(&out);
}

static void test_a_signature_beyond_the_limit_is_none(void **state)
{
	struct buffer out = BUFFER_INIT(16);

	assert_int_equal(report_signer_write(NULL, &out), -E2BIG);
	assert_int_equal(out.size, 0);
	buffer_deinit(&out);
}

static void test_the_description_names_the_interface_and_its_method(void **state)
{
	assert_non_null(strstr(report_signer_description(), "\ninterface io.systemd.Report.Signer\n"));
	assert_non_null(strstr(report_signer_description(), "\nmethod Sign("));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_digest_by_sha256_is_signed_in_whatever_order_it_is_said),
		cmocka_unit_test(test_the_parameter_that_is_wrong_is_named),
		cmocka_unit_test(test_a_signature_has_systemds_members_and_ours),
		cmocka_unit_test(test_a_signature_beyond_the_limit_is_none),
		cmocka_unit_test(test_the_description_names_the_interface_and_its_method),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
