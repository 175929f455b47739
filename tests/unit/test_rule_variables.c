/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Secure Boot on, dbx at least, signers: what satisfies each, and every way to talk around one.
 */
#include "tests/unit/event_rules_world.h"

static const char secure_boot[] = "\"secure_boot\":\"required\"";

static void secure_boot_is_on_when_firmware_says_so(void **state)
{
	struct bytes log = good_log();

	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_PASSED, "Secure Boot is on");
}

static void an_event_that_says_off_is_named(void **state)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_switch(&log, 0);
	put_separator(&log, 7);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED,
		   "event 1 of the firmware log (PCR 7, EV_EFI_VARIABLE_DRIVER_CONFIG: "
		   "'SecureBoot: off'): Secure Boot is not on");
}

/* Whoever ran later can extend PCR 7 by an event that says "on", and a separator too. */
static void what_comes_behind_the_separator_says_nothing(void **state)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_separator(&log, 7);
	put_switch(&log, 1);
	put_separator(&log, 7);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "no proven event");
}

/* The separator under another name and text is one by its digest. */
static void a_separator_cannot_be_hidden(void **state)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_event(&log, 7, EV_NONHOST_INFO, "anything", 8, zeros, sizeof(zeros));
	put_switch(&log, 1);
	put_separator(&log, 7);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "no proven event");
}

/* Off, under a type that binds no text: the digest may be of anything. */
static void an_unproven_event_may_hide_that_it_is_off(void **state)
{
	struct bytes log = { .size = 0 }, off = variable(&global, "SecureBoot", "", 1);

	put_spec_id(&log);
	put_event(&log, 7, EV_NONHOST_INFO, "harmless", 8, off.data, off.size);
	put_switch(&log, 1);
	put_separator(&log, 7);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "may hide any setting");
}

/* Off, with its true bytes, called something else. */
static void another_type_changes_nothing(void **state)
{
	struct bytes log = { .size = 0 }, off = variable(&global, "SecureBoot", "", 1);

	put_spec_id(&log);
	put_whole(&log, 7, EV_EFI_ACTION, off.data, off.size);
	put_switch(&log, 1);
	put_separator(&log, 7);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "Secure Boot is not on");
}

/* A digest of the value alone leaves the name unproven. */
static void a_name_that_is_unproven_satisfies_nothing(void **state)
{
	struct bytes log = { .size = 0 }, on = variable(&global, "SecureBoot", "\1", 1);

	put_spec_id(&log);
	put_event(&log, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, on.data, on.size, "\1", 1);
	put_separator(&log, 7);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "its name is unproven");
}

static void another_vendors_variable_is_another(void **state)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_variable(&log, EV_EFI_VARIABLE_DRIVER_CONFIG, &image_security, "SecureBoot", "\1", 1);
	put_separator(&log, 7);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "no proven event");
}

static void without_a_separator_nothing_is_certain(void **state)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_switch(&log, 1);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "no separator");
}

static void a_firmwares_error_is_no_boot(void **state)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_switch(&log, 1);
	put_whole(&log, 7, EV_SEPARATOR, "\1\0\0", 4);
	put_separator(&log, 7);
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "firmware met an error");
}

static void a_pcr_that_is_not_proven_satisfies_nothing(void **state)
{
	struct bytes log = good_log();
	struct event_rules_params params = {
		.firmware = { log.data, log.size },
		.banks = { { HASH_SHA256, ALL_PCRS & ~(1u << 7) }, { HASH_SHA1, ALL_PCRS } },
		.bank_count = 2,
	};
	struct expected expected = { secure_boot, "secure-boot", APPRAISAL_FAILED,
				     "PCR 7 is not proven" };

	assert_params(&params, &expected);
	params.bank_count = 0;
	assert_params(&params, &expected);
	params.banks[0] = (struct event_rules_bank){ HASH_SHA384, ALL_PCRS };
	params.bank_count = 1;
	expected.reason = "no digest for the bank that is proven";
	assert_params(&params, &expected);
}

static void dbx_must_forbid_all_that_is_asked(void **state)
{
	struct bytes log = good_log(), other = { .size = 0 };

	assert_log(&log, "\"dbx_at_least\":[\"" D1 "\",\"" D0 "\"]", "dbx", APPRAISAL_PASSED,
		   "dbx forbids");
	assert_log(&log, "\"dbx_at_least\":[\"" D0 "\",\"" D2 "\"]", "dbx", APPRAISAL_FAILED,
		   "does not forbid d2d2d2d2d2d2d2d2");
	put_spec_id(&other);
	put_separator(&other, 7);
	put_dbx(&other);
	assert_log(&other, "\"dbx_at_least\":[\"" D0 "\"]", "dbx", APPRAISAL_FAILED,
		   "no proven event");
}

static void every_signer_must_be_trusted(void **state)
{
	struct bytes log = good_log();
	char events[256], digest[65];

	(void)snprintf(events, sizeof(events), "\"signers\":[\"%s\"]",
		       hex_of(certificate, sizeof(certificate), digest));
	assert_log(&log, events, "signers", APPRAISAL_PASSED, "(1 event)");
	put_variable(&log, EV_EFI_VARIABLE_AUTHORITY, &global, "SbatLevel", "sbat,1", 6);
	assert_log(&log, events, "signers", APPRAISAL_PASSED, "(1 event)");
	put_authority(&log, "MokListRT", "0\x82 another", 11);
	assert_log(&log, events, "signers", APPRAISAL_FAILED,
		   "the policy does not trust this signer");
}

static void a_signer_cannot_be_hidden(void **state)
{
	struct bytes log = good_log(), value = { .size = 0 }, evil;
	char events[256], digest[65];

	(void)snprintf(events, sizeof(events), "\"signers\":[\"%s\"]",
		       hex_of(certificate, sizeof(certificate), digest));
	put_fill(&value, 0x77, GUID_SIZE);
	put(&value, "0\x82 evil", 7);
	evil = variable(&image_security, "db", value.data, value.size);
	put_whole(&log, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, evil.data, evil.size);
	assert_log(&log, events, "signers", APPRAISAL_FAILED, "does not trust this signer");
	log = good_log();
	put_event(&log, 7, EV_IPL, "harmless", 8, evil.data, evil.size);
	assert_log(&log, events, "signers", APPRAISAL_FAILED, "it may hide a signer");
	log = good_log();
	put_whole(&log, 7, EV_IPL, evil.data, evil.size);
	assert_log(&log, events, "signers", APPRAISAL_FAILED, "does not trust this signer");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secure_boot_is_on_when_firmware_says_so),
		cmocka_unit_test(an_event_that_says_off_is_named),
		cmocka_unit_test(what_comes_behind_the_separator_says_nothing),
		cmocka_unit_test(a_separator_cannot_be_hidden),
		cmocka_unit_test(an_unproven_event_may_hide_that_it_is_off),
		cmocka_unit_test(another_type_changes_nothing),
		cmocka_unit_test(a_name_that_is_unproven_satisfies_nothing),
		cmocka_unit_test(another_vendors_variable_is_another),
		cmocka_unit_test(without_a_separator_nothing_is_certain),
		cmocka_unit_test(a_firmwares_error_is_no_boot),
		cmocka_unit_test(a_pcr_that_is_not_proven_satisfies_nothing),
		cmocka_unit_test(dbx_must_forbid_all_that_is_asked),
		cmocka_unit_test(every_signer_must_be_trusted),
		cmocka_unit_test(a_signer_cannot_be_hidden),
	};

	return cmocka_run_group_tests_name("rule_variables", tests, NULL, NULL);
}
