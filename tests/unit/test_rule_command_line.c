/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Command lines, whoever measures them, and every way to slip one in.
 */
#include "tests/unit/event_rules_world.h"

static void put_section(struct bytes *log, const char *content, size_t size)
{
	struct bytes name = { .size = 0 };

	put_utf16(&name, ".cmdline", 1);
	put_event(log, 11, EV_IPL, name.data, name.size, ".cmdline", 9);
	put_event(log, 11, EV_IPL, name.data, name.size, content, size);
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
		cmocka_unit_test(grubs_command_line_is_matched),
		cmocka_unit_test(a_command_line_that_is_not_in_the_log_may_be_any),
		cmocka_unit_test(the_stubs_command_line_is_matched),
		cmocka_unit_test(a_ukis_command_line_is_known_by_its_digest),
		cmocka_unit_test(events_of_other_logs_count_too),
	};

	return cmocka_run_group_tests_name("rule_command_line", tests, NULL, NULL);
}
