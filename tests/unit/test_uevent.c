/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Uevents, as drivers/virt/vmgenid.c and others have the kernel send them.
 */
#include "tests/unit/unit.h"

#include "lib/format/uevent.h"

#define TEXT(text_)	text_, sizeof(text_)

/* With the zero that ends it; bytes beyond it are nobody's. */
static int parse(const char *text, size_t size, struct uevent *ret, struct fault *fault)
{
	static uint8_t *copy;

	free(copy);
	copy = exact_copy(text, size);
	return uevent_parse(copy, size, ret, fault);
}

static void the_variables_of_an_event_are_found(void **state)
{
	struct uevent event;

	assert_int_equal(parse(TEXT("change@/devices/LNXSYSTM:00/VMGENCTR:00\0ACTION=change\0"
				    "DEVPATH=/devices/LNXSYSTM:00/VMGENCTR:00\0SUBSYSTEM=acpi\0"
				    "NEW_VMGENID=1\0SEQNUM=42"), &event, NULL), 0);
	assert_string_equal(uevent_value(&event, "NEW_VMGENID"), "1");
	assert_string_equal(uevent_value(&event, "ACTION"), "change");
	assert_string_equal(uevent_value(&event, "SEQNUM"), "42");
	assert_null(uevent_value(&event, "VMGENID"));
	assert_null(uevent_value(&event, "NEW_VMGENI"));
	assert_null(uevent_value(&event, "change@/devices/LNXSYSTM:00/VMGENCTR:00"));
}

static void the_first_of_two_values_counts(void **state)
{
	struct uevent event;

	assert_int_equal(parse(TEXT("add@/x\0A=1\0A=2\0B="), &event, NULL), 0);
	assert_string_equal(uevent_value(&event, "A"), "1");
	assert_string_equal(uevent_value(&event, "B"), "");
}

static void what_is_none_is_refused(void **state)
{
	static const struct {
		const char *text;
		size_t size;
	} rows[] = {
		{ "", 0 },
		{ TEXT("") },
		{ TEXT("libudev\0\xfe\xed\xca\xfe") },
		{ TEXT("@/x\0A=1") },
		{ TEXT("change@x\0A=1") },
		{ TEXT("change\0A=1") },
		{ "change@/x", 9 },
		{ "change@/x\0A=1", 13 },
		{ TEXT("change@/x\0A") },
		{ TEXT("change@/x\0=1") },
		{ TEXT("change@/x\0A=1\0") },
	};
	struct uevent event = { "untouched", 1 };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = FAULT_NONE;

		if (parse(rows[i].text, rows[i].size, &event, &fault) != -EBADMSG)
			fail_msg("row %zu was taken", i);
		assert_string_not_equal(fault.text, "");
		assert_string_equal(event.data, "untouched");
	}
}

static void there_is_an_end_to_its_size(void **state)
{
	char large[UEVENT_SIZE_MAX + 1] = "change@/x";
	struct uevent event;

	assert_int_equal(uevent_parse(large, sizeof(large), &event, NULL), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_variables_of_an_event_are_found),
		cmocka_unit_test(the_first_of_two_values_counts),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(there_is_an_end_to_its_size),
	};

	return cmocka_run_group_tests_name("uevent", tests, NULL, NULL);
}
