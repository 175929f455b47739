/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * REPORT_DATA binds nonce and manifest, and only in a report made at VMPL 0.
 */
#include "tests/unit/unit.h"

#include "lib/base/hex.h"
#include "lib/format/snp_report.h"
#include "lib/policy/report_data.h"

/* SHA-512 of 64 bytes 0xaa and "manifest", by sha512sum. */
#define EXPECTED                                                                                   \
	"fa9d1092883fd6b5229ec82c9b96822c9998205db28fa92d7135f99f7e5020c7" \
	"e2ea4edbfc2f8d9d9baf569899e65a6d29249c964bf1919fc83bd058dcce8b87"

static uint8_t nonce[REPORT_DATA_NONCE_SIZE];
static struct snp_report report;

static int set_up(void **state)
{
	memset(nonce, 0xaa, sizeof(nonce));
	report = (struct snp_report){ .vmpl = 0 };
	return hex_decode(EXPECTED, report.report_data, sizeof(report.report_data));
}

static enum verdict check(const char *manifest, struct fault *fault)
{
	return report_data_check(&report, nonce, manifest, strlen(manifest), fault);
}

static void the_right_three_are_accepted(void **state)
{
	assert_int_equal(check("manifest", NULL), VERDICT_ACCEPTED);
}

static void a_changed_nonce_is_rejected(void **state)
{
	struct fault fault = FAULT_NONE;

	nonce[63] ^= 1;
	assert_int_equal(check("manifest", &fault), VERDICT_REJECTED);
	assert_non_null(strstr(fault.text, "another nonce or another manifest"));
}

static void a_changed_manifest_is_rejected(void **state)
{
	assert_int_equal(check("manifesu", NULL), VERDICT_REJECTED);
	assert_int_equal(check("manifes", NULL), VERDICT_REJECTED);
	assert_int_equal(check("manifestt", NULL), VERDICT_REJECTED);
	assert_int_equal(check("", NULL), VERDICT_REJECTED);
}

static void a_changed_report_is_rejected(void **state)
{
	report.report_data[0] ^= 0x80;
	assert_int_equal(check("manifest", NULL), VERDICT_REJECTED);
}

static void a_report_made_by_the_guest_is_rejected(void **state)
{
	struct fault fault = FAULT_NONE;

	report.vmpl = 1;
	assert_int_equal(check("manifest", &fault), VERDICT_REJECTED);
	assert_string_equal(fault.text, "SNP report: made at VMPL 1, not by the SVSM at VMPL 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_right_three_are_accepted, set_up),
		cmocka_unit_test_setup(a_changed_nonce_is_rejected, set_up),
		cmocka_unit_test_setup(a_changed_manifest_is_rejected, set_up),
		cmocka_unit_test_setup(a_changed_report_is_rejected, set_up),
		cmocka_unit_test_setup(a_report_made_by_the_guest_is_rejected, set_up),
	};

	return cmocka_run_group_tests_name("report_data", tests, NULL, NULL);
}
