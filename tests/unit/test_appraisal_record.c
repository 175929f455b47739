/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The line about a self-appraisal: what is written is read, and nothing else.
 */
#include "tests/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/format/appraisal_record.h"

static const char text_of_least[] =
	"{\"format\":\"svsm-guest/self-appraisal\",\"outcome\":\"unable\","
	"\"persistence\":\"unknown\",\"reason\":\"no TPM\",\"transport\":\"\",\"version\":1}\n";

static struct appraisal_record full(void)
{
	struct appraisal_record record = {
		.outcome = APPRAISED_GOOD,
		.reason = "all is \"well\"",
		.transport = "kernel",
		.persistence = "persistent",
		.birth = "remade",
		.has_identity = true,
		.has_pcrs = true,
		.explained = 0xffff,
		.has_ima = true,
		.ima_entries = UINT32_MAX,
	};

	memset(record.ak_name, 1, sizeof(record.ak_name));
	memset(record.ek_name, 2, sizeof(record.ek_name));
	memset(record.report_id, 3, sizeof(record.report_id));
	memset(record.measurement, 4, sizeof(record.measurement));
	memset(record.pcrs, 5, sizeof(record.pcrs));
	memset(record.chip_id, 6, sizeof(record.chip_id));
	return record;
}

static void test_memory_of_zeros_claims_nothing(void **state)
{
	const struct appraisal_record record = { 0 };

	assert_int_equal(record.outcome, APPRAISED_UNABLE);
	assert_false(record.has_identity || record.has_pcrs);
}

static void test_the_least_record_has_one_text(void **state)
{
	struct appraisal_record record = { .persistence = "unknown" }, read;
	struct buffer text = BUFFER_INIT(APPRAISAL_RECORD_SIZE_MAX);

	appraisal_record_put_reason(&record, "no TPM");
	assert_int_equal(appraisal_record_encode(&record, &text), 0);
	assert_int_equal(text.size, sizeof(text_of_least) - 1);
	assert_memory_equal(text.data, text_of_least, text.size);
	assert_int_equal(appraisal_record_decode(text.data, text.size, &read, NULL), 0);
	assert_string_equal(read.reason, "no TPM");
	buffer_deinit(&text);
}

static void test_what_is_written_is_read(void **state)
{
	struct buffer text = BUFFER_INIT(APPRAISAL_RECORD_SIZE_MAX);
	const struct appraisal_record record = full();
	struct appraisal_record read;

	assert_int_equal(appraisal_record_encode(&record, &text), 0);
	assert_int_equal(appraisal_record_decode(text.data, text.size, &read, NULL), 0);
	assert_int_equal(read.outcome, APPRAISED_GOOD);
	assert_string_equal(read.reason, record.reason);
	assert_memory_equal(read.ek_name, record.ek_name, sizeof(read.ek_name));
	assert_memory_equal(read.measurement, record.measurement, sizeof(read.measurement));
	assert_memory_equal(read.pcrs, record.pcrs, sizeof(read.pcrs));
	assert_memory_equal(read.chip_id, record.chip_id, sizeof(read.chip_id));
	assert_string_equal(read.birth, "remade");
	assert_true(read.has_ima);
	assert_int_equal(read.ima_entries, UINT32_MAX);
	assert_int_equal(read.explained, 0xffff);
	buffer_deinit(&text);
}

static void test_a_chip_that_is_not_known_is_left_out(void **state)
{
	static const char member[] = "\"chip_id\"";
	struct buffer text = BUFFER_INIT(APPRAISAL_RECORD_SIZE_MAX);
	struct appraisal_record record = full(), read;

	memset(record.chip_id, 0, sizeof(record.chip_id));
	assert_int_equal(appraisal_record_encode(&record, &text), 0);
	assert_null(memmem(text.data, text.size, member, sizeof(member) - 1));
	assert_int_equal(appraisal_record_decode(text.data, text.size, &read, NULL), 0);
	assert_memory_equal(read.chip_id, record.chip_id, sizeof(read.chip_id));
	buffer_deinit(&text);
}

static void test_a_birth_verdict_that_there_is_not_is_left_out(void **state)
{
	static const char member[] = "\"birth\"";
	struct buffer text = BUFFER_INIT(APPRAISAL_RECORD_SIZE_MAX);
	struct appraisal_record record = full(), read;

	*record.birth = '\0';
	assert_int_equal(appraisal_record_encode(&record, &text), 0);
	assert_null(memmem(text.data, text.size, member, sizeof(member) - 1));
	assert_int_equal(appraisal_record_decode(text.data, text.size, &read, NULL), 0);
	assert_string_equal(read.birth, "");
	buffer_deinit(&text);
}

static void test_the_longest_record_fits(void **state)
{
	struct buffer text = BUFFER_INIT(APPRAISAL_RECORD_SIZE_MAX);
	struct appraisal_record record = full();

	memset(record.reason, '"', sizeof(record.reason) - 1);
	assert_int_equal(appraisal_record_encode(&record, &text), 0);
	buffer_deinit(&text);
}

static void test_a_reason_that_is_no_text_is_made_one(void **state)
{
	struct appraisal_record record = full();
	char reason[2 * APPRAISAL_RECORD_REASON_MAX];

	appraisal_record_put_reason(&record, "TPM\n\xff");
	assert_string_equal(record.reason, "TPM??");
	memset(reason, 'x', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	appraisal_record_put_reason(&record, reason);
	assert_int_equal(strlen(record.reason), APPRAISAL_RECORD_REASON_MAX);
}

static void test_every_cut_of_a_record_is_refused(void **state)
{
	struct appraisal_record read = { .explained = 7 };
	size_t size;

	for (size = 0; size < sizeof(text_of_least) - 1; size++) {
		struct fault fault = FAULT_NONE;
		uint8_t *copy = exact_copy(text_of_least, size);

		assert_int_equal(appraisal_record_decode(copy, size, &read, &fault), -EBADMSG);
		assert_true(fault.text[0]);
		free(copy);
	}
	assert_int_equal(read.explained, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory_of_zeros_claims_nothing),
		cmocka_unit_test(test_the_least_record_has_one_text),
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_a_chip_that_is_not_known_is_left_out),
		cmocka_unit_test(test_a_birth_verdict_that_there_is_not_is_left_out),
		cmocka_unit_test(test_the_longest_record_fits),
		cmocka_unit_test(test_a_reason_that_is_no_text_is_made_one),
		cmocka_unit_test(test_every_cut_of_a_record_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
