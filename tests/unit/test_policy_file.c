/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The policy's text: what each member asks for, and what is refused.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/format/hash_algorithm.h"
#include "lib/format/policy_file.h"

#define HEX16	"00112233445566778899aabbccddeeff"
#define HEX32	HEX16 HEX16
#define HEX48	HEX16 HEX16 HEX16
#define HEX64	HEX32 HEX32

static int parse(const char *text, struct policy **ret, struct fault *fault)
{
	uint8_t *copy = exact_copy(text, strlen(text));
	int r = policy_parse(copy, strlen(text), ret, fault);

	free(copy); /* nothing of the text is kept */
	return r;
}

static void what_is_left_out_is_strict(void **state)
{
	struct policy *policy;

	assert_int_equal(parse(" {\"version\": 1}\n", &policy, NULL), 0);
	assert_false(policy->is_default || policy->report.is_any_measurement ||
		     policy->report.may_debug || policy->report.may_migrate ||
		     policy->report.is_crl_required || policy->is_ak_binding_waived ||
		     policy->report.measurements.count || policy->pcr_count);
	assert_int_equal(policy->firmware_log, POLICY_LOG_REQUIRED);
	assert_int_equal(policy->systemd_log, POLICY_LOG_OPTIONAL);
	assert_int_equal(policy->ima_log, POLICY_LOG_IGNORED);
	policy_free(policy);
	assert_int_equal(policy_default(&policy, NULL), 0);
	assert_true(policy->is_default);
	assert_int_equal(policy->systemd_log, POLICY_LOG_OPTIONAL);
	policy_free(policy);
	policy_free(NULL);
}

static void every_member_is_read(void **state)
{
	static const char text[] =
		"{\"version\":1,\"comment\":\"a\",\"report\":{\"comment\":[\"b\",\"c\"],"
		"\"measurements\":[\"ff" HEX16 HEX16 "00112233445566778899aabbccddee\",\"" HEX48
		"\"],\"minimum_tcb\":{\"bootloader\":4,\"tee\":0,\"snp\":24,\"microcode\":219},"
		"\"minimum_committed_tcb\":{\"snp\":23},\"minimum_launch_tcb\":{\"fmc\":255},"
		"\"minimum_guest_svn\":4294967295,\"family_id\":\"" HEX16 "\",\"image_id\":\"" HEX16
		"\",\"id_key_digests\":[\"" HEX48 "\"],\"author_key_digests\":[\"" HEX48
		"\"],\"host_data\":\"" HEX32 "\",\"chip_ids\":[\"" HEX64
		"\"],\"debug\":\"allowed\",\"migration\":\"allowed\",\"smt\":\"forbidden\","
		"\"single_socket\":\"required\",\"minimum_abi\":\"1.55\",\"crl\":\"required\","
		"\"platform_info\":{\"required\":[\"tsme\",\"ecc\"],\"forbidden\":[\"smt\"]}},"
		"\"vtpm\":{\"ak_binding\":\"waived\"},\"pcrs\":{\"sha256\":{\"7\":[\"" HEX32
		"\"],\"11\":[\"" HEX32 "\",\"" HEX32 "\"]},\"sha384\":{\"7\":[\"" HEX48
		"\"]}},\"logs\":{\"firmware\":\"optional\",\"systemd\":\"required\",\"ima\":"
		"\"required\"},"
		"\"events\":{\"secure_boot\":\"required\",\"dbx_at_least\":[\"" HEX32
		"\"],\"signers\":[\"" HEX32 "\"],\"uki\":[\"" HEX32
		"\"],\"command_line\":[\"ro quiet\",\"root=* "
		"\\u00e4\"],\"ima_allow\":[\"sha256:" HEX32 "\",\"sha1:" HEX16 "00112233\"]}}";
	struct fault fault = FAULT_NONE;
	struct policy *policy;
	uint8_t digest[64];
	size_t i;

	for (i = 0; i < sizeof(digest); i++)
		digest[i] = (uint8_t)(i % 16 * 0x11);
	if (parse(text, &policy, &fault) < 0)
		fail_msg("%s", fault.text);
	assert_int_equal(policy->report.measurements.count, 2);
	assert_true(policy_list_has(&policy->report.measurements, digest));
	digest[47] ^= 1;
	assert_false(policy_list_has(&policy->report.measurements, digest));
	digest[47] ^= 1;
	assert_true(policy->report.reported.is_asked && policy->report.committed.is_asked);
	assert_int_equal(policy->report.reported.minimum.microcode, 219);
	assert_int_equal(policy->report.committed.minimum.snp, 23);
	assert_int_equal(policy->report.launch.minimum.fmc, 255);
	assert_true(policy->report.has_guest_svn && policy->report.has_family_id &&
		    policy->report.has_image_id && policy->report.has_host_data &&
		    policy->report.has_abi);
	assert_int_equal(policy->report.guest_svn, 0xffffffff);
	assert_memory_equal(policy->report.family_id, digest, 16);
	assert_memory_equal(policy->report.host_data, digest, 32);
	assert_true(policy_list_has(&policy->report.id_keys, digest) &&
		    policy_list_has(&policy->report.author_keys, digest) &&
		    policy_list_has(&policy->report.chips, digest));
	assert_int_equal(policy->report.abi_major, 1);
	assert_int_equal(policy->report.abi_minor, 55);
	assert_true(policy->report.may_debug && policy->report.may_migrate &&
		    policy->report.is_smt_forbidden && policy->report.is_single_socket_required &&
		    policy->report.is_crl_required && policy->is_ak_binding_waived);
	assert_int_equal(policy->report.platform_required, 6);
	assert_int_equal(policy->report.platform_forbidden, 1);
	assert_int_equal(policy->pcr_count, 3);
	assert_int_equal(policy->pcrs[1].pcr, 11);
	assert_int_equal(policy->pcrs[1].values.count, 2);
	assert_int_equal(policy->pcrs[2].algorithm, HASH_SHA384);
	assert_int_equal(policy->pcrs[2].values.size, 48);
	assert_int_equal(policy->firmware_log, POLICY_LOG_OPTIONAL);
	assert_int_equal(policy->systemd_log, POLICY_LOG_REQUIRED);
	assert_int_equal(policy->ima_log, POLICY_LOG_REQUIRED);
	assert_true(policy->events.is_secure_boot_required);
	assert_true(policy_list_has(&policy->events.dbx, digest) &&
		    policy_list_has(&policy->events.signers, digest) &&
		    policy_list_has(&policy->events.images, digest));
	assert_int_equal(policy->events.command_line_count, 2);
	assert_string_equal(policy->events.command_lines[1], "root=* \xc3\xa4");
	assert_true(policy_has_file(&policy->events.files, HASH_SHA256, digest, 32));
	assert_false(policy_has_file(&policy->events.files, HASH_SHA3_256, digest, 32));
	assert_false(policy_has_file(&policy->events.files, HASH_SHA256, digest, 31));
	policy_free(policy);
}

static void a_measurement_can_be_any(void **state)
{
	struct policy *policy;

	assert_int_equal(parse("{\"version\":1,\"report\":{\"measurements\":\"any\"}}", &policy,
			       NULL), 0);
	assert_true(policy->report.is_any_measurement);
	policy_free(policy);
}

static void what_is_wrong_is_refused_and_named(void **state)
{
#define REPORT(text)	"{\"version\":1,\"report\":{" text "}}"
#define EVENTS(text)	"{\"version\":1,\"events\":{" text "}}"
	static const struct {
		const char *text, *reason;
		int error;
	} cases[] = {
		{"", "no JSON", -EBADMSG},
		{"{\"version\":1", "no JSON", -EBADMSG},
		{"[1]", "no object", -EBADMSG},
		{"{\"version\":1} x", "something stands behind", -EBADMSG},
		{"{}", "version: is missing", -EBADMSG},
		{"{\"version\":2}", "version 2 is not known", -EOPNOTSUPP},
		{"{\"version\":01}", "version: not a number", -EBADMSG},
		{"{\"version\":\"1\"}", "version: not a number", -EBADMSG},
		{"{\"version\":1,\"version\":1}", "version: stands twice", -EBADMSG},
		{"{\"version\":1,\"reports\":{}}", "reports: there is no such member", -EBADMSG},
		{"{\"version\":1,\"comment\":1}", "comment", -EBADMSG},
		{"{\"version\":1,\"comment\":[1]}", "comment", -EBADMSG},
		{"{\"version\":1,\"report\":[]}", "report: no object", -EBADMSG},
		{"{\"version\":1,\"vtpm\":{\"ak_binding\":\"no\"}}",
		 "vtpm.ak_binding: not \"required\" or \"waived\"", -EBADMSG},
		{REPORT("\"measurments\":[]"), "report.measurments: there is no such", -EBADMSG},
		{REPORT("\"measurements\":[]"), "report.measurements: the list is empty", -EBADMSG},
		{REPORT("\"measurements\":\"all\""), "report.measurements: no list", -EBADMSG},
		{REPORT("\"measurements\":[1]"), "report.measurements: no list", -EBADMSG},
		{REPORT("\"measurements\":[\"" HEX32 "\"]"), "value 1 is not 48 bytes", -EBADMSG},
		{REPORT("\"measurements\":[\"" HEX48 "\",\"g\"]"), "value 2 is not 48", -EBADMSG},
		{REPORT("\"measurements\":[\"" HEX48 "\",]"), "no JSON", -EBADMSG},
		{REPORT("\"minimum_tcb\":{}"), "report.minimum_tcb: asks for nothing", -EBADMSG},
		{REPORT("\"minimum_tcb\":{\"snp\":256}"),
		 "report.minimum_tcb.snp: not a number "
		 "up to 255",
		 -EBADMSG},
		{REPORT("\"minimum_tcb\":{\"snp\":-1}"), "snp: not a number", -EBADMSG},
		{REPORT("\"minimum_tcb\":{\"snp\":1.5}"), "snp: not a number", -EBADMSG},
		{REPORT("\"minimum_tcb\":{\"hypervisor\":1}"), "no such member", -EBADMSG},
		{REPORT("\"minimum_guest_svn\":4294967296"), "not a number up to", -EBADMSG},
		{REPORT("\"family_id\":\"" HEX32 "\""), "family_id: not 16 bytes", -EBADMSG},
		{REPORT("\"host_data\":null"), "host_data: not 32 bytes", -EBADMSG},
		{REPORT("\"debug\":true"), "debug: not \"forbidden\" or \"allowed\"", -EBADMSG},
		{REPORT("\"minimum_abi\":\"1\""), "minimum_abi: not", -EBADMSG},
		{REPORT("\"minimum_abi\":\"1.256\""), "minimum_abi: not", -EBADMSG},
		{REPORT("\"minimum_abi\":\"1.5 \""), "minimum_abi: not", -EBADMSG},
		{REPORT("\"platform_info\":{\"required\":[\"tio\"]}"), "no such property",
		 -EBADMSG},
		{REPORT("\"platform_info\":{\"required\":[]}"), "no list of properties", -EBADMSG},
		{"{\"version\":1,\"pcrs\":{\"sha512\":{\"7\":[\"" HEX32 "\"]}}}",
		 "pcrs.sha512.7: value 1 is not 64 bytes", -EBADMSG},
		{"{\"version\":1,\"pcrs\":{\"md5\":{}}}", "pcrs.md5: no bank", -EBADMSG},
		{"{\"version\":1,\"pcrs\":{\"sha256\":{\"24\":[\"" HEX32 "\"]}}}", "24: no number",
		 -EBADMSG},
		{"{\"version\":1,\"pcrs\":{\"sha256\":{\"07\":[\"" HEX32 "\"]}}}", "07: no number",
		 -EBADMSG},
		{"{\"version\":1,\"pcrs\":{\"sha256\":{\"7\":[\"" HEX32 "\"],\"7\":[\"" HEX32
		 "\"]}}}",
		 "7: stands twice", -EBADMSG},
		{"{\"version\":1,\"logs\":{\"firmware\":\"ignored\"}}", "firmware: not", -EBADMSG},
		{"{\"version\":1,\"logs\":{\"ima\":\"optional\"}}", "ima: not", -EBADMSG},
		{EVENTS("\"secure_boot\":\"on\""), "secure_boot: not", -EBADMSG},
		{EVENTS("\"command_line\":[]"), "command_line: no list", -EBADMSG},
		{EVENTS("\"command_line\":[\"a\\u0000b\"]"), "no text of a command", -EBADMSG},
		{EVENTS("\"command_line\":[\"a\\u001bb\"]"), "no text of a command", -EBADMSG},
		{EVENTS("\"ima_allow\":[\"" HEX32 "\"]"), "the name of a hash, a colon", -EBADMSG},
		{EVENTS("\"ima_allow\":[\"sha1:" HEX32 "\"]"), "the name of a hash", -EBADMSG},
		{EVENTS("\"ima_allow\":[\"sha9:" HEX32 "\"]"), "the name of a hash", -EBADMSG},
	};
#undef REPORT
#undef EVENTS
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct policy *policy = (struct policy *)&cases;
		struct fault fault = FAULT_NONE;
		int r = parse(cases[i].text, &policy, &fault);

		if (r != cases[i].error || !strstr(fault.text, cases[i].reason))
			fail_msg("%s: %d, %s", cases[i].text, r, fault.text);
		assert_ptr_equal(policy, &cases);
	}
}

/* @count times @element in the member that @text has a place for. */
static int parse_many(const char *before, const char *element, size_t count, const char *behind,
		      struct fault *fault)
{
	size_t size = strlen(before) + count * (strlen(element) + 1) + strlen(behind) + 1, i;
	char *text = malloc(size), *at = text;
	struct policy *policy = NULL;
	int r;

	assert_non_null(text);
	at += sprintf(at, "%s", before);
	for (i = 0; i < count; i++)
		at += sprintf(at, "%s%s", i ? "," : "", element);
	sprintf(at, "%s", behind);
	r = policy_parse(text, strlen(text), &policy, fault);
	policy_free(policy);
	free(text);
	return r;
}

static void lists_have_limits(void **state)
{
	static const struct {
		const char *before, *element, *behind;
		size_t max;
	} cases[] = {
		{ "{\"version\":1,\"report\":{\"measurements\":[", "\"" HEX48 "\"", "]}}",
		  POLICY_DIGESTS_MAX },
		{ "{\"version\":1,\"report\":{\"chip_ids\":[", "\"" HEX64 "\"", "]}}",
		  POLICY_CHIPS_MAX },
		{ "{\"version\":1,\"pcrs\":{\"sha256\":{\"7\":[", "\"" HEX32 "\"", "]}}}",
		  POLICY_PCR_VALUES_MAX },
		{ "{\"version\":1,\"events\":{\"dbx_at_least\":[", "\"" HEX32 "\"", "]}}",
		  POLICY_DBX_MAX },
		{ "{\"version\":1,\"events\":{\"signers\":[", "\"" HEX32 "\"", "]}}",
		  POLICY_SIGNERS_MAX },
		{ "{\"version\":1,\"events\":{\"uki\":[", "\"" HEX32 "\"", "]}}",
		  POLICY_IMAGES_MAX },
		{ "{\"version\":1,\"events\":{\"command_line\":[", "\"x\"", "]}}",
		  POLICY_COMMAND_LINES_MAX },
		{ "{\"version\":1,\"events\":{\"ima_allow\":[", "\"sha256:" HEX32 "\"", "]}}",
		  POLICY_FILES_MAX },
	};
	struct fault fault = FAULT_NONE;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int r = parse_many(cases[i].before, cases[i].element, cases[i].max,
				   cases[i].behind, &fault);

		if (r)
			fail_msg("%s: %zu: %s", cases[i].before, cases[i].max, fault.text);
		r = parse_many(cases[i].before, cases[i].element, cases[i].max + 1,
			       cases[i].behind, &fault);
		if (r != -E2BIG)
			fail_msg("%s: %zu: %d", cases[i].before, cases[i].max + 1, r);
	}
}

static void a_text_that_is_too_long_is_refused(void **state)
{
	struct policy *policy = NULL;
	char *text = malloc(POLICY_SIZE_MAX + 1);

	assert_non_null(text);
	memset(text, ' ', POLICY_SIZE_MAX + 1);
	memcpy(text, "{\"version\":1}", 13);
	assert_int_equal(policy_parse(text, POLICY_SIZE_MAX + 1, &policy, NULL), -E2BIG);
	assert_int_equal(policy_parse(text, POLICY_SIZE_MAX, &policy, NULL), 0);
	policy_free(policy);
	free(text);
}

static void an_offset_tells_where(void **state)
{
	struct fault fault = FAULT_NONE;
	struct policy *policy;

	assert_int_equal(parse("{\"version\":1,\"what\":2}", &policy, &fault), -EBADMSG);
	assert_int_equal(fault.offset, 13);
	assert_string_equal(fault.text, "policy: what: there is no such member");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_out_is_strict),
		cmocka_unit_test(every_member_is_read),
		cmocka_unit_test(a_measurement_can_be_any),
		cmocka_unit_test(what_is_wrong_is_refused_and_named),
		cmocka_unit_test(lists_have_limits),
		cmocka_unit_test(a_text_that_is_too_long_is_refused),
		cmocka_unit_test(an_offset_tells_where),
	};

	return cmocka_run_group_tests_name("policy_file", tests, NULL, NULL);
}
