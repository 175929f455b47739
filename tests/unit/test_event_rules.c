/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A policy's demands on events: what satisfies each, and every way to talk around one.
 */
#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "lib/format/policy_file.h"
#include "lib/policy/appraisal.h"
#include "lib/policy/event_rules.h"
#include "tests/unit/boot_log.h"

#define ALL_PCRS	0xffffffu

static char *hex_of(const void *data, size_t size, char ret[static 65])
{
	uint8_t digest[32];
	size_t i;

	assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, data, size, digest, NULL), 1);
	for (i = 0; i < sizeof(digest); i++)
		(void)sprintf(ret + 2 * i, "%02x", digest[i]);
	return ret;
}

static struct policy *parse(const char *events)
{
	struct fault fault = FAULT_NONE;
	struct policy *policy;
	char text[8192];

	(void)snprintf(text, sizeof(text), "{\"version\":1,\"events\":{%s}}", events);
	if (policy_parse(text, strlen(text), &policy, &fault) < 0)
		fail_msg("%s: %s", text, fault.text);
	return policy;
}

struct expected {
	const char *events, *line;
	enum appraisal_state state;
	const char *reason;
};

static void assert_params(const struct event_rules_params *given, const struct expected *expected)
{
	static struct appraisal appraisal;
	struct event_rules_params params = *given;
	struct policy *policy = parse(expected->events);
	uint8_t *copy = exact_copy(params.firmware.data ?: "", params.firmware.size);

	appraisal = (struct appraisal){ .count = 0 };
	params.policy = policy;
	if (params.firmware.data)
		params.firmware.data = copy;
	event_rules_check(&params, &appraisal);
	if (appraisal.count != 1 || strcmp(appraisal.lines[0].name, expected->line))
		fail_msg("%s: %zu lines", expected->events, appraisal.count);
	if (appraisal.lines[0].state != expected->state ||
	    !strstr(appraisal.lines[0].reason, expected->reason))
		fail_msg("%s: %s: %s", expected->events,
			 appraisal_state_name(appraisal.lines[0].state),
			 appraisal.lines[0].reason);
	policy_free(policy);
	free(copy);
}

static void assert_log(const struct bytes *log, const char *events, const char *line,
		       enum appraisal_state state, const char *reason)
{
	const struct event_rules_params params = {
		.firmware = { log->data, log->size },
		.banks = { { HASH_SHA256, ALL_PCRS } },
		.bank_count = 1,
	};

	assert_params(&params, &(struct expected){ events, line, state, reason });
}

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

static void without_its_log_a_rule_fails(void **state)
{
	const struct event_rules_params params = {
		.banks = { { HASH_SHA256, ALL_PCRS } },
		.bank_count = 1,
	};

	assert_params(&params, &(struct expected){ secure_boot, "secure-boot", APPRAISAL_FAILED,
						   "there is no firmware log" });
	assert_params(&params, &(struct expected){ "\"ima_allow\":[\"sha1:" "0000000000000000"
						   "000000000000000000000000\"]", "ima-files",
						   APPRAISAL_FAILED, "there is no IMA log" });
}

static void a_log_that_breaks_off_satisfies_nothing(void **state)
{
	struct bytes log = good_log();

	log.size--;
	assert_log(&log, secure_boot, "secure-boot", APPRAISAL_FAILED, "");
}

#define TIMES8(x)	x x x x x x x x
#define D0		TIMES8("d0d0d0d0")
#define D1		TIMES8("d1d1d1d1")
#define D2		TIMES8("d2d2d2d2")

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

static void every_image_must_be_trusted(void **state)
{
	struct bytes log = good_log();
	char events[256], digest[65];

	(void)snprintf(events, sizeof(events), "\"uki\":[\"%s\"]",
		       hex_of(image, sizeof(image), digest));
	assert_log(&log, events, "boot-images", APPRAISAL_PASSED, "(1 event)");
	put_event(&log, 4, EV_EFI_BOOT_SERVICES_APPLICATION, "a device path", 13, "MZ2", 3);
	assert_log(&log, events, "boot-images", APPRAISAL_FAILED, "does not trust this image");
}

/* The digest of an image, told as something that firmware says. */
static void an_image_cannot_be_hidden(void **state)
{
	struct bytes log = good_log();
	char events[256], digest[65];

	(void)snprintf(events, sizeof(events), "\"uki\":[\"%s\"]",
		       hex_of(image, sizeof(image), digest));
	put_event(&log, 4, EV_EFI_ACTION, "Calling EFI Application", 23, "MZ2", 3);
	assert_log(&log, events, "boot-images", APPRAISAL_FAILED, "event 9 of");
	log = good_log();
	put_whole(&log, 4, EV_EFI_ACTION, "MZ\0evil", 7);
	assert_log(&log, events, "boot-images", APPRAISAL_FAILED, "event 9 of");
	log = (struct bytes){ .size = 0 };
	put_spec_id(&log);
	put_separator(&log, 4);
	assert_log(&log, events, "boot-images", APPRAISAL_FAILED, "no image was started");
}

static void grubs_command_line_is_matched(void **state)
{
	static const char line[] = "kernel_cmdline: /vmlinuz-6.1 root=UUID=1 ro";
	static const char events[] = "\"command_line\":[\"/vmlinuz-* root=UUID=1 *o\"]";
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_separator(&log, 8);
	put_event(&log, 8, EV_IPL, "grub_cmd: set x=(y)", 19, "set x=(y)", 9);
	assert_log(&log, events, "command-line", APPRAISAL_FAILED, "no proven event tells");
	put_event(&log, 8, EV_IPL, line, sizeof(line), line + 16, sizeof(line) - 17);
	assert_log(&log, events, "command-line", APPRAISAL_PASSED, "(1 event)");
	/* GRUB's prefix is not measured: it cannot make a command line a command. */
	put_event(&log, 8, EV_IPL, "grub_cmd: /vmlinuz init=/bin/sh", 31,
		  "/vmlinuz init=/bin/sh", 21);
	assert_log(&log, events, "command-line", APPRAISAL_FAILED, "does not allow this command");
}

static void a_command_line_that_is_not_in_the_log_may_be_any(void **state)
{
	static const char events[] = "\"command_line\":[\"*\"]";
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_event(&log, 12, EV_IPL, "credentials", 11, "of something else", 17);
	assert_log(&log, events, "command-line", APPRAISAL_FAILED, "may be a command line");
}

static void the_stubs_command_line_is_matched(void **state)
{
	static const char events[] = "\"command_line\":[\"quiet *\"]";
	struct bytes log = { .size = 0 }, text = { .size = 0 }, evil = { .size = 0 };

	put_spec_id(&log);
	put_utf16(&text, "quiet root=x", 1);
	put_whole(&log, 12, EV_IPL, text.data, text.size);
	put_whole(&log, 12, EV_IPL, "timeout 3", 9);
	assert_log(&log, events, "command-line", APPRAISAL_PASSED, "(1 event)");
	put_utf16(&evil, "init=/bin/sh", 1);
	put_whole(&log, 12, EV_ACTION, evil.data, evil.size);
	assert_log(&log, events, "command-line", APPRAISAL_FAILED, "does not allow this command");
}

static void put_section(struct bytes *log, const char *content, size_t size)
{
	struct bytes name = { .size = 0 };

	put_utf16(&name, ".cmdline", 1);
	put_event(log, 11, EV_IPL, name.data, name.size, ".cmdline", 9);
	put_event(log, 11, EV_IPL, name.data, name.size, content, size);
}

static void a_ukis_command_line_is_known_by_its_digest(void **state)
{
	struct bytes log = { .size = 0 };

	put_spec_id(&log);
	put_section(&log, "quiet", 5);
	assert_log(&log, "\"command_line\":[\"ro\",\"quiet\"]", "command-line", APPRAISAL_PASSED,
		   "(1 event)");
	assert_log(&log, "\"command_line\":[\"qui*\"]", "command-line", APPRAISAL_FAILED,
		   "none that the policy spells out");
	put_section(&log, "quiet\n", 7);
	assert_log(&log, "\"command_line\":[\"quiet\"]", "command-line", APPRAISAL_PASSED,
		   "(2 events)");
	/* The name under another text is one by its digest. */
	put_event(&log, 11, EV_IPL, "x", 1, ".cmdline", 9);
	put_event(&log, 11, EV_IPL, "x", 1, "init=/bin/sh", 12);
	assert_log(&log, "\"command_line\":[\"quiet\"]", "command-line", APPRAISAL_FAILED,
		   "none that the policy spells out");
}

static void put_field(struct bytes *bytes, const void *data, size_t size)
{
	put_le(bytes, size, 4);
	put(bytes, data, size);
}

/* A record of the template ima-ng. */
static void put_file(struct bytes *log, uint8_t digest_byte, const char *name)
{
	struct bytes digest = { .size = 0 }, data = { .size = 0 };
	uint8_t sha1[20];

	put(&digest, "sha256:", 8);
	put_fill(&digest, digest_byte, 32);
	put_field(&data, digest.data, digest.size);
	put_field(&data, name, strlen(name) + 1);
	assert_int_equal(EVP_Q_digest(NULL, "SHA1", NULL, data.data, data.size, sha1, NULL), 1);
	put_le(log, 10, 4);
	put(log, sha1, sizeof(sha1));
	put_field(log, "ima-ng", 6);
	put_field(log, data.data, data.size);
}

static void assert_files(const struct bytes *ima, const char *events, enum appraisal_state state,
			 const char *reason)
{
	struct bytes firmware = good_log();
	const struct event_rules_params params = {
		.firmware = { firmware.data, firmware.size },
		.ima = { ima->data, ima->size },
		.banks = { { HASH_SHA256, ALL_PCRS } },
		.bank_count = 1,
	};

	assert_params(&params, &(struct expected){ events, "ima-files", state, reason });
}

static void every_measured_file_must_be_allowed(void **state)
{
	static const char events[] = "\"ima_allow\":[\"sha256:" D0 "\",\"sha256:" D1 "\"]";
	struct bytes ima = { .size = 0 }, torn;

	put_file(&ima, 0xaa, "boot_aggregate");
	assert_files(&ima, events, APPRAISAL_FAILED, "no file was measured");
	put_file(&ima, 0xd0, "/usr/bin/true");
	put_file(&ima, 0xd1, "/usr/bin/false");
	assert_files(&ima, events, APPRAISAL_PASSED, "(2 events)");
	torn = ima;
	put_file(&ima, 0xd2, "/tmp/evil");
	assert_files(&ima, events, APPRAISAL_FAILED,
		     "event 3 of the IMA log (PCR 10, file: '/tmp/evil'): the policy does not");
	ima = torn;
	put_file(&ima, 0xaa, "boot_aggregate");
	assert_files(&ima, events, APPRAISAL_FAILED, "event 3 of the IMA log");
	ima = torn;
	put_file(&ima, 0xd0, "/usr/bin/true");
	memset(ima.data + torn.size + 4, 0, 20);
	assert_files(&ima, events, APPRAISAL_FAILED, "violation");
	ima = torn;
	put_file(&ima, 0xd0, "/usr/bin/true");
	ima.data[torn.size + 5] ^= 1;
	assert_files(&ima, events, APPRAISAL_FAILED, "must be of the template's fields");
}

/* What was taken out of firmware's log shall not come back as systemd's. */
static void events_of_other_logs_count_too(void **state)
{
	static const char record[] =
		"\x1e{\"pcr\":12,\"digests\":[{\"hashAlg\":\"sha256\",\"digest\":\"" D0
		"\"}],\"content_type\":\"systemd\",\"content\":{\"string\":\"x\",\"eventType\":"
		"\"volume-key\"}}\n";
	struct bytes firmware = { .size = 0 }, text = { .size = 0 };
	struct event_rules_params params = {
		.systemd = { record, sizeof(record) - 1 },
		.banks = { { HASH_SHA256, ALL_PCRS } },
		.bank_count = 1,
	};

	put_spec_id(&firmware);
	put_utf16(&text, "quiet", 1);
	put_whole(&firmware, 12, EV_IPL, text.data, text.size);
	params.firmware = (struct event_rules_log){ firmware.data, firmware.size };
	assert_params(&params, &(struct expected){"\"command_line\":[\"quiet\"]", "command-line",
						  APPRAISAL_FAILED, "event 0 of the systemd log"});
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
		cmocka_unit_test(without_its_log_a_rule_fails),
		cmocka_unit_test(a_log_that_breaks_off_satisfies_nothing),
		cmocka_unit_test(dbx_must_forbid_all_that_is_asked),
		cmocka_unit_test(every_signer_must_be_trusted),
		cmocka_unit_test(a_signer_cannot_be_hidden),
		cmocka_unit_test(every_image_must_be_trusted),
		cmocka_unit_test(an_image_cannot_be_hidden),
		cmocka_unit_test(grubs_command_line_is_matched),
		cmocka_unit_test(a_command_line_that_is_not_in_the_log_may_be_any),
		cmocka_unit_test(the_stubs_command_line_is_matched),
		cmocka_unit_test(a_ukis_command_line_is_known_by_its_digest),
		cmocka_unit_test(every_measured_file_must_be_allowed),
		cmocka_unit_test(events_of_other_logs_count_too),
	};

	return cmocka_run_group_tests_name("event_rules", tests, NULL, NULL);
}
