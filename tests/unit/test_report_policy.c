/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each question of a policy about a report: one line, one reason, and what is left out
 * is not asked.
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/format/policy_file.h"
#include "lib/format/snp_report.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/report_policy.h"

#define HEX16	"11111111111111111111111111111111"
#define HEX32	HEX16 HEX16
#define HEX48	HEX32 HEX16
#define HEX64	HEX32 HEX32

/* A report of Milan whose every identity is 0x11 bytes. */
static struct snp_report good_report(void)
{
	struct snp_report report = {
		.version = 3,
		.guest_svn = 5,
		.policy = 0x30000 & ~SNP_POLICY_SMT,
		.current_tcb = 0xdb18000000000004,
		.reported_tcb = 0xdb18000000000004,
		.committed_tcb = 0xda17000000000003,
		.launch_tcb = 0xd916000000000002,
		.platform_info = 0x6,
		.key_info = SNP_KEY_INFO_AUTHOR_KEY,
		.current_firmware = { 1, 56, 3 },
		.committed_firmware = { 1, 55, 9 },
	};

	memset(report.family_id, 0x11, sizeof(report.family_id));
	memset(report.image_id, 0x11, sizeof(report.image_id));
	memset(report.measurement, 0x11, sizeof(report.measurement));
	memset(report.host_data, 0x11, sizeof(report.host_data));
	memset(report.id_key_digest, 0x11, sizeof(report.id_key_digest));
	memset(report.author_key_digest, 0x11, sizeof(report.author_key_digest));
	memset(report.chip_id, 0x11, sizeof(report.chip_id));
	return report;
}

static struct policy *parse(const char *report)
{
	struct fault fault = FAULT_NONE;
	struct policy *policy;
	char text[2048];

	(void)snprintf(text, sizeof(text), "{\"version\":1,\"report\":{%s}}", report);
	if (policy_parse(text, strlen(text), &policy, &fault) < 0)
		fail_msg("%s: %s", text, fault.text);
	return policy;
}

static const struct appraisal_line *find(const struct appraisal *appraisal, const char *name)
{
	size_t i;

	for (i = 0; i < appraisal->count; i++)
		if (!strcmp(appraisal->lines[i].name, name))
			return &appraisal->lines[i];
	return NULL;
}

static void assert_line(const struct snp_report *report, enum snp_product product,
			const char *policy_text, const char *name, enum appraisal_state state,
			const char *reason)
{
	static struct appraisal appraisal;
	const struct appraisal_line *line;
	struct policy *policy = parse(policy_text);

	appraisal = (struct appraisal){ .count = 0 };
	report_policy_check(report, product, policy, &appraisal);
	line = find(&appraisal, name);
	if (!line)
		fail_msg("%s: there is no line %s", policy_text, name);
	if (line->state != state || !strstr(line->reason, reason))
		fail_msg("%s: %s: %s: %s", policy_text, name, appraisal_state_name(line->state),
			 line->reason);
	policy_free(policy);
}

static void what_is_not_asked_has_no_line(void **state)
{
	static const char *const names[] = { "report-vmpl", "report-debug", "report-migration",
					     "report-measurement" };
	struct snp_report report = good_report();
	struct appraisal appraisal = { .count = 0 };
	struct policy *policy = parse("");
	size_t i;

	report_policy_check(&report, SNP_PRODUCT_MILAN, policy, &appraisal);
	assert_int_equal(appraisal.count, 4);
	for (i = 0; i < 4; i++)
		assert_string_equal(appraisal.lines[i].name, names[i]);
	policy_free(policy);
}

static void a_report_that_has_all_that_is_asked_passes(void **state)
{
	struct snp_report report = good_report();
	struct appraisal appraisal = { .count = 0 };
	struct policy *policy = parse(
		"\"measurements\":[\"" HEX48 "\"],\"minimum_tcb\":{\"bootloader\":4,\"snp\":24,"
		"\"microcode\":219},\"minimum_committed_tcb\":{\"snp\":23},"
		"\"minimum_launch_tcb\":{\"microcode\":217},\"minimum_guest_svn\":5,"
		"\"family_id\":\"" HEX16 "\",\"image_id\":\"" HEX16
		"\",\"id_key_digests\":[\"" HEX48 "\"],\"author_key_digests\":[\"" HEX48
		"\"],\"host_data\":\"" HEX32 "\",\"chip_ids\":[\"" HEX64
		"\"],\"smt\":\"forbidden\",\"minimum_abi\":\"1.55\","
		"\"platform_info\":{\"required\":[\"tsme\",\"ecc\"],\"forbidden\":[\"smt\"]}");
	size_t i;

	report_policy_check(&report, SNP_PRODUCT_MILAN, policy, &appraisal);
	assert_int_equal(appraisal.count, 17);
	for (i = 0; i < appraisal.count; i++)
		if (appraisal.lines[i].state != APPRAISAL_PASSED)
			fail_msg("%s: %s", appraisal.lines[i].name, appraisal.lines[i].reason);
	assert_int_equal(appraisal_conclude(&appraisal), VERDICT_ACCEPTED);
	policy_free(policy);
}

static void another_level_than_the_svsms_is_never_good(void **state)
{
	struct snp_report report = good_report();

	report.vmpl = 2;
	assert_line(&report, SNP_PRODUCT_MILAN, "", "report-vmpl", APPRAISAL_FAILED,
		    "asked for at VMPL 2");
	report.vmpl = 0x100;
	assert_line(&report, SNP_PRODUCT_MILAN, "", "report-vmpl", APPRAISAL_FAILED, "VMPL 256");
}

static void debugging_and_migration_are_forbidden_unless_said(void **state)
{
	struct snp_report report = good_report();

	report.policy |= SNP_POLICY_DEBUG;
	assert_line(&report, SNP_PRODUCT_MILAN, "", "report-debug", APPRAISAL_FAILED, "debugging");
	assert_line(&report, SNP_PRODUCT_MILAN, "\"debug\":\"allowed\"", "report-debug",
		    APPRAISAL_WAIVED, "the policy allows it");
	report = good_report();
	report.policy |= SNP_POLICY_MIGRATE_MA;
	assert_line(&report, SNP_PRODUCT_MILAN, "\"debug\":\"allowed\"", "report-migration",
		    APPRAISAL_FAILED, "migration");
	assert_line(&report, SNP_PRODUCT_MILAN, "\"migration\":\"allowed\"", "report-migration",
		    APPRAISAL_WAIVED, "the policy allows it");
}

static void a_measurement_is_trusted_only_when_it_is_listed(void **state)
{
	struct snp_report report = good_report();

	assert_line(&report, SNP_PRODUCT_MILAN, "", "report-measurement", APPRAISAL_FAILED,
		    "no policy says which launch measurements are trusted");
	assert_line(&report, SNP_PRODUCT_MILAN, "\"measurements\":\"any\"", "report-measurement",
		    APPRAISAL_WAIVED, "ANY");
	report.measurement[47] = 0x10;
	assert_line(&report, SNP_PRODUCT_MILAN, "\"measurements\":[\"" HEX48 "\"]",
		    "report-measurement", APPRAISAL_FAILED, "none of the 1");
}

static void every_component_of_a_tcb_counts_for_itself(void **state)
{
	static const struct {
		const char *policy, *line;
	} cases[] = {
		{ "\"minimum_tcb\":{\"bootloader\":5}", "report-tcb" },
		{ "\"minimum_tcb\":{\"tee\":1}", "report-tcb" },
		{ "\"minimum_tcb\":{\"snp\":25,\"microcode\":1}", "report-tcb" },
		{ "\"minimum_tcb\":{\"microcode\":220}", "report-tcb" },
		{ "\"minimum_tcb\":{\"fmc\":1}", "report-tcb" },
		{ "\"minimum_committed_tcb\":{\"snp\":24}", "report-committed-tcb" },
		{ "\"minimum_launch_tcb\":{\"microcode\":218}", "report-launch-tcb" },
	};
	struct snp_report report = good_report();
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_line(&report, SNP_PRODUCT_MILAN, cases[i].policy, cases[i].line,
			    APPRAISAL_FAILED, "at least: ");
	assert_line(&report, SNP_PRODUCT_UNKNOWN, "\"minimum_tcb\":{\"snp\":0}", "report-tcb",
		    APPRAISAL_FAILED, "cannot be read for the product unknown");
	report.reported_tcb = 0xdb00000018000401;
	assert_line(&report, SNP_PRODUCT_TURIN,
		    "\"minimum_tcb\":{\"fmc\":1,\"bootloader\":4,\"snp\":24}", "report-tcb",
		    APPRAISAL_PASSED, "FMC 1");
}

static void firmware_must_be_new_enough_now_and_for_good(void **state)
{
	struct snp_report report = good_report();

	assert_line(&report, SNP_PRODUCT_MILAN, "\"minimum_abi\":\"1.56\"", "report-abi",
		    APPRAISAL_FAILED, "1.55 is committed");
	report.committed_firmware = report.current_firmware;
	assert_line(&report, SNP_PRODUCT_MILAN, "\"minimum_abi\":\"1.56\"", "report-abi",
		    APPRAISAL_PASSED, "at least 1.56");
	report.current_firmware.major = 0;
	assert_line(&report, SNP_PRODUCT_MILAN, "\"minimum_abi\":\"1.56\"", "report-abi",
		    APPRAISAL_FAILED, "the firmware is 0.56");
}

static void values_that_differ_are_refused(void **state)
{
	static const struct {
		const char *policy, *line;
	} cases[] = {
		{ "\"minimum_guest_svn\":6", "report-guest-svn" },
		{ "\"family_id\":\"00" "111111111111111111111111111111\"", "report-family-id" },
		{ "\"image_id\":\"00" "111111111111111111111111111111\"", "report-image-id" },
		{ "\"host_data\":\"00" HEX16 "111111111111111111111111111111\"",
		  "report-host-data" },
		{ "\"id_key_digests\":[\"00" HEX32 "111111111111111111111111111111\"]",
		  "report-id-key" },
		{ "\"author_key_digests\":[\"00" HEX32 "111111111111111111111111111111\"]",
		  "report-author-key" },
		{ "\"chip_ids\":[\"00" HEX48 "111111111111111111111111111111\"]", "report-chip" },
		{ "\"platform_info\":{\"required\":[\"smt\"]}", "report-platform" },
		{ "\"platform_info\":{\"forbidden\":[\"tsme\"]}", "report-platform" },
		{ "\"single_socket\":\"required\"", "report-single-socket" },
	};
	struct snp_report report = good_report();
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_line(&report, SNP_PRODUCT_MILAN, cases[i].policy, cases[i].line,
			    APPRAISAL_FAILED, "");
	report.policy |= SNP_POLICY_SMT;
	assert_line(&report, SNP_PRODUCT_MILAN, "\"smt\":\"forbidden\"", "report-smt",
		    APPRAISAL_FAILED, "sharing a core");
	report.policy |= SNP_POLICY_SINGLE_SOCKET;
	assert_line(&report, SNP_PRODUCT_MILAN, "\"single_socket\":\"required\"",
		    "report-single-socket", APPRAISAL_PASSED, "bound to one socket");
}

/* Zeros are "there is none", never a value; a list that has zeros changes nothing. */
static void what_the_report_does_not_have_is_not_listed(void **state)
{
#define ZERO48	"000000000000000000000000000000000000000000000000" \
		"000000000000000000000000000000000000000000000000"
	struct snp_report report = good_report();

	memset(report.id_key_digest, 0, sizeof(report.id_key_digest));
	assert_line(&report, SNP_PRODUCT_MILAN, "\"id_key_digests\":[\"" ZERO48 "\"]",
		    "report-id-key", APPRAISAL_FAILED, "without an id block");
	memset(report.chip_id, 0, sizeof(report.chip_id));
	assert_line(&report, SNP_PRODUCT_MILAN, "\"chip_ids\":[\"" HEX64 "\"]", "report-chip",
		    APPRAISAL_FAILED, "masks the chip's id");
	report.key_info = 0;
	assert_line(&report, SNP_PRODUCT_MILAN, "\"author_key_digests\":[\"" HEX48 "\"]",
		    "report-author-key", APPRAISAL_FAILED, "without an author's key");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_asked_has_no_line),
		cmocka_unit_test(a_report_that_has_all_that_is_asked_passes),
		cmocka_unit_test(another_level_than_the_svsms_is_never_good),
		cmocka_unit_test(debugging_and_migration_are_forbidden_unless_said),
		cmocka_unit_test(a_measurement_is_trusted_only_when_it_is_listed),
		cmocka_unit_test(every_component_of_a_tcb_counts_for_itself),
		cmocka_unit_test(firmware_must_be_new_enough_now_and_for_good),
		cmocka_unit_test(values_that_differ_are_refused),
		cmocka_unit_test(what_the_report_does_not_have_is_not_listed),
	};

	return cmocka_run_group_tests_name("report_policy", tests, NULL, NULL);
}
