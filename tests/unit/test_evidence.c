/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bundle's text, both ways.  Texts that must be refused are in
 * tests/data/evidence/bad.  Run from the top of the tree.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/evidence.h"
#include "lib/format/hash_algorithm.h"
#include "lib/sys/file.h"

static const uint8_t filler[EVIDENCE_CERT_MAX + 1];
static struct evidence given;
static struct buffer text;
static struct fault fault;

static struct evidence_bytes bytes(size_t size)
{
	return (struct evidence_bytes){ filler, size };
}

static int set_up(void **state)
{
	static const struct evidence_fact facts[] = { { "b", "\"\\" }, { "a", "\xc3\xbc" } };

	fault = FAULT_NONE;
	text = BUFFER_INIT(EVIDENCE_SIZE_MAX);
	given = (struct evidence){
		.challenge = bytes(16), .report = bytes(SNP_REPORT_SIZE), .manifest = bytes(1),
		.ak = bytes(1), .attest = bytes(1), .signature = bytes(1), .fact_count = 2,
	};
	memcpy(given.facts, facts, sizeof(facts));
	given.pcrs.count = 1;
	given.pcrs.banks[0] = (struct pcr_values_bank){
		.algorithm = HASH_SHA256, .digest_size = 32, .present = 0xffffff,
	};
	return 0;
}

static int tear_down(void **state)
{
	buffer_deinit(&text);
	return 0;
}

static void what_is_decoded_is_encoded_alike(void **state)
{
	struct buffer file = BUFFER_INIT(1 << 20);
	struct evidence *evidence;

	assert_int_equal(file_read("tests/data/evidence/good.bin", &file, NULL), 0);
	if (evidence_decode(file.data, file.size, &evidence, &fault) < 0)
		fail_msg("%s", fault.text);
	assert_int_equal(evidence->cert_count, 3);
	assert_memory_equal(evidence->certs[1].data, "issuer", 6);
	assert_int_equal(evidence->challenge.size, 16);
	assert_memory_equal(evidence->ephemeral_key.data, "key", 3);
	assert_string_equal(evidence->facts[0].value, "a \"quoted\" \\ name");
	assert_int_equal(evidence->pcrs.count, 2);
	assert_int_equal(evidence->pcrs.banks[1].present, 1 | 1 << 2 | 1 << 10);
	assert_int_equal(evidence->pcrs.banks[1].pcrs[10][31], 0x22);
	assert_memory_equal(evidence->logs[EVIDENCE_LOG_IMA].data, "ima", 3);
	assert_int_equal(evidence->sealed[0].size + evidence->sealed[1].size +
			 strlen(",\"seal\":\"c2VhbA==\""), file.size);
	assert_int_equal(evidence_encode(evidence, &text, NULL), 0);
	assert_int_equal(text.size, evidence->sealed[0].size + evidence->sealed[1].size);
	assert_memory_equal(text.data, evidence->sealed[0].data, evidence->sealed[0].size);
	assert_int_equal(evidence_seal(&text, evidence->seal.data, evidence->seal.size), 0);
	assert_int_equal(text.size, file.size);
	assert_memory_equal(text.data, file.data, file.size);
	evidence_free(evidence);
	buffer_deinit(&file);
}

static void facts_and_pcrs_may_come_in_any_order(void **state)
{
	struct evidence *evidence;

	given.pcrs.banks[1] = given.pcrs.banks[0];
	given.pcrs.banks[1].algorithm = HASH_SHA1;
	given.pcrs.banks[1].digest_size = 20;
	given.pcrs.count = 2;
	assert_int_equal(evidence_encode(&given, &text, &fault), 0);
	assert_int_equal(evidence_seal(&text, "x", 1), 0);
	if (evidence_decode(text.data, text.size, &evidence, &fault) < 0)
		fail_msg("%s", fault.text);
	assert_string_equal(evidence->facts[0].key, "a");
	assert_string_equal(evidence->facts[1].value, "\"\\");
	assert_int_equal(evidence->pcrs.banks[0].algorithm, HASH_SHA1);
	assert_int_equal(evidence->pcrs.banks[0].present, 0xffffff);
	assert_null(evidence->ephemeral_key.data);
	evidence_free(evidence);
}

static void a_text_without_a_seal_is_no_bundle(void **state)
{
	struct evidence *evidence = (struct evidence *)&given;

	assert_int_equal(evidence_encode(&given, &text, &fault), 0);
	assert_int_equal(evidence_decode(text.data, text.size, &evidence, &fault), -EBADMSG);
	assert_non_null(strstr(fault.text, "'seal'"));
	assert_ptr_equal(evidence, &given);
}

static void a_seal_is_put_once(void **state)
{
	struct evidence *evidence;

	assert_int_equal(evidence_encode(&given, &text, &fault), 0);
	assert_int_equal(evidence_seal(&text, "", 0), -EINVAL);
	assert_int_equal(evidence_seal(&text, filler, EVIDENCE_SIGNATURE_MAX + 1), -EINVAL);
	assert_int_equal(evidence_seal(&text, "x", 1), 0);
	assert_int_equal(evidence_seal(&text, "x", 1), 0);
	assert_int_equal(evidence_decode(text.data, text.size, &evidence, &fault), -EBADMSG);
}

static void a_seal_that_does_not_fit_leaves_the_text(void **state)
{
	size_t size;

	assert_int_equal(evidence_encode(&given, &text, &fault), 0);
	size = text.size;
	text.limit = size;
	assert_int_equal(evidence_seal(&text, "x", 1), -E2BIG);
	assert_int_equal(text.size, size);
	assert_memory_equal(text.data + size - 2, "}\n", 2);
}

static void assert_refused(int error, const char *member)
{
	assert_int_equal(evidence_encode(&given, &text, &fault), error);
	if (!strstr(fault.text, member))
		fail_msg("%s", fault.text);
	assert_int_equal(text.size, 0);
}

static void what_is_missing_is_not_written(void **state)
{
	given.ak.data = NULL;
	assert_refused(-EINVAL, "'ak'");
}

static void a_short_challenge_is_not_written(void **state)
{
	given.challenge.size = 15;
	assert_refused(-EINVAL, "'challenge'");
}

static void a_large_certificate_is_not_written(void **state)
{
	given.cert_count = 1;
	given.certs[0] = bytes(EVIDENCE_CERT_MAX + 1);
	assert_refused(-E2BIG, "'certs'");
}

static void a_fact_that_stands_twice_is_not_written(void **state)
{
	given.facts[1].key = "b";
	assert_refused(-EINVAL, "'facts'");
}

static void a_fact_with_a_newline_is_not_written(void **state)
{
	given.facts[1].value = "\n";
	assert_refused(-EINVAL, "fact");
}

static void a_long_fact_is_not_written(void **state)
{
	char value[EVIDENCE_FACT_VALUE_MAX + 2] = "";

	memset(value, 'x', EVIDENCE_FACT_VALUE_MAX + 1);
	given.facts[1].value = value;
	assert_refused(-E2BIG, "'facts'");
}

static void a_bank_of_another_size_is_not_written(void **state)
{
	given.pcrs.banks[0].digest_size = 20;
	assert_refused(-EINVAL, "'pcrs'");
}

static void a_bank_that_stands_twice_is_not_written(void **state)
{
	given.pcrs.banks[1] = given.pcrs.banks[0];
	given.pcrs.count = 2;
	assert_refused(-EINVAL, "'pcrs'");
}

static void a_text_beyond_its_maximum_is_refused_unread(void **state)
{
	struct evidence *evidence;

	assert_int_equal(evidence_decode("", EVIDENCE_SIZE_MAX + 1, &evidence, &fault), -E2BIG);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_decoded_is_encoded_alike),
		TEST(facts_and_pcrs_may_come_in_any_order),
		TEST(a_text_without_a_seal_is_no_bundle),
		TEST(a_seal_is_put_once),
		TEST(a_seal_that_does_not_fit_leaves_the_text),
		TEST(what_is_missing_is_not_written),
		TEST(a_short_challenge_is_not_written),
		TEST(a_large_certificate_is_not_written),
		TEST(a_fact_that_stands_twice_is_not_written),
		TEST(a_fact_with_a_newline_is_not_written),
		TEST(a_long_fact_is_not_written),
		TEST(a_bank_of_another_size_is_not_written),
		TEST(a_bank_that_stands_twice_is_not_written),
		TEST(a_text_beyond_its_maximum_is_refused_unread),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
