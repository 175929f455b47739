/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What events say, and that hostile ones say why they cannot be read.
 */
#include "lib/format/decode.h"
#include "lib/format/device_path.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/unicode.h"
#include "tests/unit/unit.h"

static struct event_facts facts;

static void decode_as(uint32_t pcr, uint32_t type, const void *data, size_t size)
{
	uint8_t *copy = exact_copy(data, size);
	struct eventlog_event event = {
		.pcr = pcr,
		.type = type,
		.data = copy,
		.data_size = size,
	};

	decode_event(&event, &facts);
	free(copy);
}

static void put_utf16(struct bytes *bytes, const char *text)
{
	for (; *text; text++)
		put_le(bytes, (uint8_t)*text, 2);
}

static void put_variable(struct bytes *bytes, const char *name, const void *value, size_t size)
{
	put_fill(bytes, 0x61, 16);
	put_le(bytes, strlen(name), 8);
	put_le(bytes, size, 8);
	put_utf16(bytes, name);
	put(bytes, value, size);
}

static void switches_of_secure_boot_are_on_or_off(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_variable(&bytes, "SecureBoot", "\1", 1);
	decode_as(7, EV_EFI_VARIABLE_DRIVER_CONFIG, bytes.data, bytes.size);
	assert_string_equal(facts.line, "SecureBoot: on");
	assert_string_equal(event_facts_find(&facts, "value"), "1");
	assert_string_equal(facts.reason, "");
}

static void a_switch_of_two_bytes_is_not_decoded(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_variable(&bytes, "SecureBoot", "\1\1", 2);
	decode_as(7, EV_EFI_VARIABLE_DRIVER_CONFIG, bytes.data, bytes.size);
	assert_non_null(strstr(facts.reason, "one byte"));
	assert_null(event_facts_find(&facts, "value"));
	assert_null(strstr(facts.line, "not set"));
	bytes.size = 0;
	put_variable(&bytes, "SecureBoot", "", 0);
	decode_as(7, EV_EFI_VARIABLE_DRIVER_CONFIG, bytes.data, bytes.size);
	assert_string_equal(facts.line, "SecureBoot: not set");
}

static void a_boot_order_of_odd_size_is_told(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_variable(&bytes, "BootOrder", "\1\0\2\0", 4);
	decode_as(1, EV_EFI_VARIABLE_BOOT, bytes.data, bytes.size);
	assert_string_equal(facts.line, "BootOrder: 0001 0002");
	assert_string_equal(facts.reason, "");
	bytes.size = 0;
	put_variable(&bytes, "BootOrder", "\1\0\2", 3);
	decode_as(1, EV_EFI_VARIABLE_BOOT, bytes.data, bytes.size);
	assert_non_null(strstr(facts.reason, "odd"));
}

static void shims_trust_in_its_list_is_a_switch_whatever_event_it_is_in(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_variable(&bytes, "MokListTrusted", "\1", 1);
	decode_as(7, EV_EFI_VARIABLE_AUTHORITY, bytes.data, bytes.size);
	assert_string_equal(facts.line, "MokListTrusted: on");
	assert_string_equal(facts.reason, "");
}

static void a_signature_may_fill_all_its_bytes(void **state)
{
	decode_as(0, EV_NO_ACTION, "SP800-155 Event3abcd", 20);
	assert_string_equal(facts.line, "SP800-155 Event3");
	assert_string_equal(event_facts_find(&facts, "data"), "61626364");
	decode_as(0, EV_NO_ACTION, "\x01\x02\x03\x04\x05\x06\x07\x08 Event3 ", 16);
	assert_non_null(strstr(facts.reason, "signature"));
}

static void a_database_counts_what_it_holds(void **state)
{
	static const uint8_t sha256_type[16] = { 0x26, 0x16, 0xc4, 0xc1, 0x4c, 0x50, 0x92, 0x40,
						 0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43, 0x28 };
	struct bytes list = { .size = 0 }, bytes = { .size = 0 };

	put(&list, sha256_type, 16);
	put_le(&list, 28 + 2 * 48, 4);
	put_le(&list, 0, 4);
	put_le(&list, 48, 4);
	put_fill(&list, 0x44, 96);
	put_variable(&bytes, "dbx", list.data, list.size);
	decode_as(7, EV_EFI_VARIABLE_DRIVER_CONFIG, bytes.data, bytes.size);
	assert_string_equal(facts.line, "dbx: 0 certificates, 2 hashes");

	set_le(&list, 24, 16, 4); /* signatures without content */
	bytes.size = 0;
	put_variable(&bytes, "dbx", list.data, list.size);
	decode_as(7, EV_EFI_VARIABLE_DRIVER_CONFIG, bytes.data, bytes.size);
	assert_non_null(strstr(facts.reason, "break off"));
}

static void a_variable_that_reaches_too_far_is_not_decoded(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_variable(&bytes, "db", "value", 5);
	set_le(&bytes, 16, 0xffffffffffffffff, 8);
	decode_as(7, EV_EFI_VARIABLE_BOOT, bytes.data, bytes.size);
	assert_non_null(strstr(facts.reason, "beyond"));
	assert_non_null(event_facts_find(&facts, "hex"));
	set_le(&bytes, 16, 2, 8);
	set_le(&bytes, 24, 6, 8);
	decode_as(7, EV_EFI_VARIABLE_BOOT, bytes.data, bytes.size);
	assert_non_null(strstr(facts.reason, "beyond"));
}

static void an_image_is_told_by_its_path(void **state)
{
	struct bytes path = { .size = 0 }, bytes = { .size = 0 };

	put(&path, "\2\1\14\0\xd0\x41\x03\x0a\0\0\0\0", 12);
	put(&path, "\4\4\14\0\\\0a\0.\0\0\0", 12);
	put(&path, "\x7f\xff\4\0", 4);
	put_le(&bytes, 0x1000, 8);
	put_le(&bytes, 4096, 8);
	put_le(&bytes, 0, 8);
	put_le(&bytes, path.size, 8);
	put(&bytes, path.data, path.size);
	decode_as(4, EV_EFI_BOOT_SERVICES_APPLICATION, bytes.data, bytes.size);
	assert_string_equal(facts.line, "PciRoot(0x0)/\\a.");
	decode_as(4, EV_EFI_BOOT_SERVICES_APPLICATION, bytes.data, bytes.size - 1);
	assert_non_null(strstr(facts.reason, "beyond"));
}

static void a_device_path_ends_whatever_it_says(void **state)
{
	uint8_t bait[4096];
	char text[64];
	size_t i;

	for (i = 0; i < sizeof(bait); i += 4)
		memcpy(bait + i, "\x7f\x01\4\0", 4); /* ends of instances, without an end */
	assert_int_equal(device_path_format(bait, sizeof(bait), text, sizeof(text)), -EBADMSG);
	assert_int_equal(strlen(text), sizeof(text) - 1);
	assert_int_equal(device_path_format((const uint8_t *)"\1\1\0\0", 4, text, sizeof(text)),
			 -EBADMSG);
	assert_int_equal(device_path_format(bait, 0, text, sizeof(text)), -EBADMSG);
}

static void text_of_boot_loaders_is_sorted(void **state)
{
	struct bytes bytes = { .size = 0 };

	decode_as(8, EV_IPL, "kernel_cmdline: /vmlinuz quiet", 31);
	assert_string_equal(facts.by, "GRUB");
	assert_string_equal(facts.subject, "kernel command line");
	assert_string_equal(facts.line, "kernel command line: /vmlinuz quiet");

	put_utf16(&bytes, ".cmdline");
	put_le(&bytes, 0, 2);
	decode_as(11, EV_IPL, bytes.data, bytes.size);
	assert_string_equal(facts.by, "systemd-stub");
	assert_string_equal(event_facts_find(&facts, "section"), ".cmdline");
	assert_non_null(strstr(facts.subject, "kernel command line"));
}

static void what_would_move_a_terminal_is_escaped(void **state)
{
	char text[64];

	decode_as(5, EV_EFI_ACTION, "a\x1b[2Jb", 6);
	assert_null(strchr(facts.line, '\x1b'));
	assert_true(unicode_from_utf8((const uint8_t *)"a\x1b[2J\xe2\x80\xae", 8, text,
				      sizeof(text)));
	assert_string_equal(text, "a\\u{1b}[2J\\u{202e}");
	assert_false(unicode_from_utf8((const uint8_t *)"\xc0\x80\xff", 3, text, sizeof(text)));
	assert_string_equal(text, "\\u{c0}\\u{80}\\u{ff}");
	assert_false(unicode_from_utf16((const uint8_t *)"\0\xd8z", 3, text, sizeof(text)));
	assert_string_equal(text, "\\u{d800}\\u{7a}");
	assert_true(unicode_from_utf16((const uint8_t *)"\x3d\xd8\x00\xde", 4, text, 64));
	assert_string_equal(text, "\xf0\x9f\x98\x80");
}

static void text_is_cut_where_space_ends(void **state)
{
	char text[4];

	assert_true(unicode_from_utf8((const uint8_t *)"abcdef", 6, text, sizeof(text)));
	assert_string_equal(text, "abc");
}

static void every_type_takes_any_bytes(void **state)
{
	static const uint32_t types[] = {
		EV_POST_CODE, EV_NO_ACTION, EV_SEPARATOR, EV_EVENT_TAG, EV_S_CRTM_VERSION, EV_IPL,
		EV_POST_CODE2, EV_EFI_VARIABLE_DRIVER_CONFIG, EV_EFI_VARIABLE_AUTHORITY,
		EV_EFI_BOOT_SERVICES_APPLICATION, EV_EFI_GPT_EVENT, EV_EFI_PLATFORM_FIRMWARE_BLOB2,
		EV_EFI_HANDOFF_TABLES, EV_EFI_HANDOFF_TABLES2, 0x402, 0x12345678,
	};
	uint8_t data[200];
	size_t i, size;
	int fill;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		for (fill = 0; fill < 256; fill += 51)
			for (size = 0; size < sizeof(data); size++) {
				memset(data, fill, size);
				decode_as(12, types[i], data, size);
				assert_true(facts.line[0]);
				assert_true(facts.subject[0]);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(switches_of_secure_boot_are_on_or_off),
		cmocka_unit_test(a_switch_of_two_bytes_is_not_decoded),
		cmocka_unit_test(a_boot_order_of_odd_size_is_told),
		cmocka_unit_test(shims_trust_in_its_list_is_a_switch_whatever_event_it_is_in),
		cmocka_unit_test(a_signature_may_fill_all_its_bytes),
		cmocka_unit_test(a_database_counts_what_it_holds),
		cmocka_unit_test(a_variable_that_reaches_too_far_is_not_decoded),
		cmocka_unit_test(an_image_is_told_by_its_path),
		cmocka_unit_test(a_device_path_ends_whatever_it_says),
		cmocka_unit_test(text_of_boot_loaders_is_sorted),
		cmocka_unit_test(what_would_move_a_terminal_is_escaped),
		cmocka_unit_test(text_is_cut_where_space_ends),
		cmocka_unit_test(every_type_takes_any_bytes),
	};

	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
