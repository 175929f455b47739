/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Azure's reports and the JSON in them, good and with one thing wrong.
 */
#include "tests/unit/hcl_builder.h"

#include "lib/format/hash_algorithm.h"

#define KEY	"{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"gAEC\"}"
#define GOOD	"{\"keys\":[" KEY "],\"user-data\":\"00fF\"}"

static const uint8_t inner[SNP_REPORT_SIZE] = { 0x5e };

static struct bytes build(const char *runtime)
{
	struct bytes bytes = { .size = 0 };

	put_hcl_report(&bytes, inner, runtime);
	return bytes;
}

static int parse(const struct bytes *bytes, struct hcl_report *ret, struct fault *fault)
{
	uint8_t *copy = exact_copy(bytes->data, bytes->size);
	int r = hcl_report_parse(copy, bytes->size, ret, fault);

	free(copy);
	return r;
}

static void all_of_it_is_read(void **state)
{
	struct bytes bytes = build(GOOD);
	struct hcl_report report;

	assert_true(hcl_report_is(bytes.data, bytes.size));
	assert_int_equal(hcl_report_parse(bytes.data, bytes.size, &report, NULL), 0);
	assert_int_equal(report.version, 1);
	assert_int_equal(report.kind, HCL_REPORT_SNP);
	assert_int_equal(report.hash, HASH_SHA256);
	assert_ptr_equal(report.report, bytes.data + 0x20);
	assert_ptr_equal(report.runtime_data, bytes.data + 0x4d4);
	assert_int_equal(report.runtime_data_size, strlen(GOOD));
}

static void zeros_may_follow_and_nothing_else(void **state)
{
	struct bytes bytes = build(GOOD);
	struct hcl_report report;
	struct fault fault = FAULT_NONE;

	put_fill(&bytes, 0, 300);
	assert_int_equal(parse(&bytes, &report, NULL), 0);
	bytes.data[bytes.size - 1] = 1;
	assert_int_equal(parse(&bytes, &report, &fault), -EBADMSG);
	assert_string_equal(fault.text, "HCL report: something else than zeros follows it");
}

static void every_shorter_length_is_refused(void **state)
{
	struct hcl_report report = { .version = 77 };
	struct bytes bytes = build(GOOD);

	while (bytes.size--)
		assert_int_equal(parse(&bytes, &report, NULL), -EBADMSG);
	assert_int_equal(hcl_report_parse(bytes.data, HCL_REPORT_SIZE_MAX + 1, &report, NULL),
			 -E2BIG);
	assert_int_equal(report.version, 77);
	assert_false(hcl_report_is("HCL", 3));
	assert_false(hcl_report_is("HCLB", 4));
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct {
		size_t offset;
		uint32_t value;
		int error;
		const char *reason;
	} changes[] = {
		{ 0x00, 0x424c4348, -EBADMSG, "HCL report: this is none, or it is cut off" },
		{ 0x04, 0, -EOPNOTSUPP, "HCL report: version 0 is not known" },
		{ 0x04, 3, -EOPNOTSUPP, "HCL report: version 3 is not known" },
		{ 0x08, 1, -EBADMSG, "HCL report: its sizes contradict each other" },
		{ 0x0c, 1, -EOPNOTSUPP, "HCL report: request type 1 is not known" },
		{ 0x4c0, 1, -EBADMSG, "HCL report: its sizes contradict each other" },
		{ 0x4c0, 0xffffffff, -EBADMSG, "HCL report: its sizes contradict each other" },
		{ 0x4c4, 2, -EOPNOTSUPP,
		  "HCL report: version 2 of the runtime data is not known" },
		{ 0x4c8, 3, -EOPNOTSUPP, "HCL report: kind 3 is neither SEV-SNP nor TDX" },
		{ 0x4cc, 0, -EOPNOTSUPP, "HCL report: hash 0 is not known" },
		{ 0x4cc, 4, -EOPNOTSUPP, "HCL report: hash 4 is not known" },
		{ 0x4d0, 1, -EBADMSG, "HCL report: its sizes contradict each other" },
		{ 0x4d0, 0xffffffff, -EBADMSG, "HCL report: it is cut off" },
	};
	struct hcl_report report;
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct bytes bytes = build(GOOD);
		struct fault fault = FAULT_NONE;

		set_le(&bytes, changes[i].offset, changes[i].value, 4);
		assert_int_equal(parse(&bytes, &report, &fault), changes[i].error);
		assert_string_equal(fault.text, changes[i].reason);
	}
}

static int find(const char *runtime, struct hcl_report_key *ret, struct fault *fault)
{
	struct hcl_report report = {
		.runtime_data = (const uint8_t *)runtime,
		.runtime_data_size = strlen(runtime),
	};

	return hcl_report_find_key(&report, "HCLAkPub", ret, fault);
}

static void a_key_is_found_by_its_name(void **state)
{
	struct hcl_report_key key;

	assert_int_equal(find(GOOD, &key, NULL), 0);
	assert_int_equal(key.modulus_size, 3);
	assert_memory_equal(key.modulus, "\x80\x01\x02", 3);
	assert_int_equal(key.exponent, 65537);
	assert_int_equal(find("{\"keys\":[{\"kid\":\"x\"}," KEY "]}", &key, NULL), 0);
}

static void runtime_data_without_the_key_is_told(void **state)
{
	static const struct {
		const char *runtime;
		int error;
	} cases[] = {
		{ "{}", -ENOENT },
		{ "{\"keys\":[]}", -ENOENT },
		{ "{\"keys\":[{\"kid\":\"HCLEkPub\"}]}", -ENOENT },
		{ "{\"keys\":{}}", -EBADMSG },
		{ "[]", -EBADMSG },
		{ "", -EBADMSG },
		{ GOOD "x", -EBADMSG },
		{ "{\"keys\":[" KEY "]", -EBADMSG },
		{ "{\"keys\":[" KEY "," KEY "]}", -EBADMSG },
		{ "{\"keys\":[" KEY "],\"keys\":[]}", -EBADMSG },
		{ "{\"keys\":[7]}", -EBADMSG },
		{ "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"EC\"}]}", -EOPNOTSUPP },
		{ "{\"keys\":[{\"kid\":\"HCLAkPub\"}]}", -EBADMSG },
		{ "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"gAEC\"}]}", -EBADMSG },
		{ "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"e\":\"AQAB\"}]}", -EBADMSG },
		{ "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"gAE=\","
		  "\"e\":\"AQAB\"}]}", -EBADMSG },
		{ "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"\","
		  "\"e\":\"AQAB\"}]}", -EBADMSG },
		{ "{\"keys\":[{\"kid\":\"HCLAkPub\",\"kty\":\"RSA\",\"n\":\"gAEC\","
		  "\"e\":\"AQABAQAB\"}]}", -EBADMSG },
		{ "{\"keys\":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}", -E2BIG },
	};
	struct hcl_report_key key = { .exponent = 77 };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault fault = FAULT_NONE;

		assert_int_equal(find(cases[i].runtime, &key, &fault), cases[i].error);
		assert_int_equal(strncmp(fault.text, "HCL report: ", 12), 0);
	}
	assert_int_equal(key.exponent, 77);
}

static int user_data(const char *runtime, uint8_t *ret, size_t *ret_size)
{
	struct hcl_report report = {
		.runtime_data = (const uint8_t *)runtime,
		.runtime_data_size = strlen(runtime),
	};

	return hcl_report_user_data(&report, ret, ret_size, NULL);
}

static void user_data_is_read(void **state)
{
	uint8_t bytes[HCL_REPORT_USER_DATA_MAX];
	char too_long[160] = "{\"user-data\":\"";
	size_t size = 77;

	assert_int_equal(user_data("{}", bytes, &size), -ENOENT);
	assert_int_equal(user_data("{\"user-data\":\"0\"}", bytes, &size), -EBADMSG);
	assert_int_equal(user_data("{\"user-data\":\"0g\"}", bytes, &size), -EBADMSG);
	assert_int_equal(user_data("{\"user-data\":7}", bytes, &size), -EBADMSG);
	memset(too_long + 14, '0', 130);
	strcpy(too_long + 144, "\"}");
	assert_int_equal(user_data(too_long, bytes, &size), -EBADMSG);
	assert_int_equal(size, 77);
	assert_int_equal(user_data(GOOD, bytes, &size), 0);
	assert_int_equal(size, 2);
	assert_memory_equal(bytes, "\0\xff", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_is_read),
		cmocka_unit_test(zeros_may_follow_and_nothing_else),
		cmocka_unit_test(every_shorter_length_is_refused),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(a_key_is_found_by_its_name),
		cmocka_unit_test(runtime_data_without_the_key_is_told),
		cmocka_unit_test(user_data_is_read),
	};

	return cmocka_run_group_tests_name("hcl_report", tests, NULL, NULL);
}
