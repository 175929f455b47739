/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SMBIOS structures, and measured tables of them.
 */
#include "lib/base/cursor.h"
#include "lib/format/decode.h"
#include "lib/format/event_facts.h"
#include "lib/format/eventlog.h"
#include "lib/format/smbios.h"
#include "tests/unit/unit.h"

static struct event_facts facts;

static void put_structure(struct bytes *bytes, uint8_t type, const void *fields, size_t size,
			  const void *strings, size_t strings_size)
{
	put_le(bytes, type, 1);
	put_le(bytes, 4 + size, 1);
	put_le(bytes, 0x1234, 2);
	put(bytes, fields, size);
	put(bytes, strings, strings_size);
}

/* What a machine's firmware says of itself. */
static void put_table(struct bytes *bytes)
{
	put_structure(bytes, 0, "\1\2\0\0\3", 5, "EDK II\0" "2025.02\0" "02/02/2025\0", 27);
	put_structure(bytes, 1, "\1\2\0\0", 4, "QEMU\0pc-q35\0", 13);
	put_structure(bytes, 11, "\2", 1, "io.systemd.stub.kernel-cmdline-extra=quiet\0b\0", 46);
	put_structure(bytes, 32, "\0", 1, "\0", 2);
	put_structure(bytes, 127, "", 0, "\0", 2);
}

/* As U-Boot logs it: the table where others have its address. */
static void put_event(struct bytes *bytes)
{
	put(bytes, "\14SmbiosTable", 13);
	put_le(bytes, 1, 8);
	put(bytes, "\x44\x15\xfd\xf2\x94\x97\x2c\x4a\x99\x2e\xe5\xbb\xcf\x20\xe3\x94", 16);
	put_table(bytes);
}

static void decode_as_tables(const struct bytes *bytes, size_t size)
{
	uint8_t *copy = exact_copy(bytes->data, size);
	struct eventlog_event event = {
		.pcr = 1,
		.type = EV_EFI_HANDOFF_TABLES2,
		.data = copy,
		.data_size = size,
	};

	decode_event(&event, &facts);
	free(copy);
}

static void strings_are_found_by_their_number(void **state)
{
	struct smbios_structure structure;
	struct bytes bytes = { .size = 0 };
	struct cursor table;
	size_t size;

	put_table(&bytes);
	cursor_init(&table, bytes.data, bytes.size);
	assert_int_equal(smbios_next(&table, &structure), 0);
	assert_int_equal(structure.type, 0);
	assert_memory_equal(smbios_string_at(&structure, 5, &size), "2025.02", 8);
	assert_int_equal(size, 7);
	assert_null(smbios_string_at(&structure, 6, &size)); /* 0: none */
	assert_null(smbios_string_at(&structure, 9, &size)); /* too short for such a field */
	assert_non_null(smbios_string(&structure, 3, &size));
	assert_null(smbios_string(&structure, 4, &size));
	assert_null(smbios_string(&structure, 0, &size));
	while (structure.type != SMBIOS_TYPE_END)
		assert_int_equal(smbios_next(&table, &structure), 0);
	assert_int_equal(cursor_left(&table), 0);
	assert_null(smbios_string(&structure, 1, &size));
}

static void only_what_is_there_is_a_field_or_a_string(void **state)
{
	struct smbios_structure structure;
	struct bytes bytes = { .size = 0 };
	struct cursor table;
	size_t size;

	put_structure(&bytes, 1, "", 0, "\1\0", 3);
	cursor_init(&table, bytes.data, bytes.size);
	assert_int_equal(smbios_next(&table, &structure), 0);
	assert_int_equal(structure.strings_size, 2);
	assert_null(smbios_string_at(&structure, 4, &size)); /* that is a string's first byte */
	assert_int_equal(smbios_next(&table, &structure), -EBADMSG);

	bytes.size = 0;
	put_structure(&bytes, 1, "", 0, "\0x\0\0", 4); /* one zero is not the end of no strings */
	cursor_init(&table, bytes.data, bytes.size);
	assert_int_equal(smbios_next(&table, &structure), -EBADMSG);

	bytes.size = 0;
	put(&bytes, "\1\3\0\0\0\0", 6); /* shorter than its header */
	cursor_init(&table, bytes.data, bytes.size);
	assert_int_equal(smbios_next(&table, &structure), -EBADMSG);
}

static void a_measured_table_names_the_machine(void **state)
{
	struct bytes bytes = { .size = 0 };

	put_event(&bytes);
	decode_as_tables(&bytes, bytes.size);
	assert_string_equal(facts.reason, "");
	assert_string_equal(facts.line, "SMBIOS: 5 structures, of pc-q35");
	assert_string_equal(event_facts_find(&facts, "name"), "SmbiosTable");
	assert_string_equal(event_facts_find(&facts, "table"), "SMBIOS3");
	assert_string_equal(event_facts_find(&facts, "BIOS date"), "02/02/2025");
	assert_string_equal(event_facts_find(&facts, "OEM string"),
			    "io.systemd.stub.kernel-cmdline-extra=quiet");
	put_fill(&bytes, 0, 100); /* room that was set aside */
	decode_as_tables(&bytes, bytes.size);
	assert_string_equal(facts.reason, "");
	put_fill(&bytes, 1, 1);
	decode_as_tables(&bytes, bytes.size);
	assert_non_null(strstr(facts.reason, "more behind"));
}

static void a_table_cut_anywhere_says_so(void **state)
{
	struct bytes bytes = { .size = 0 };
	size_t size, address = 13 + 8 + 16 + 8;

	put_event(&bytes);
	for (size = address + 1; size < bytes.size; size++) {
		decode_as_tables(&bytes, size);
		assert_non_null(strstr(facts.reason, "breaks off"));
		assert_non_null(strstr(facts.line, "SMBIOS"));
	}
	decode_as_tables(&bytes, address);
	assert_string_equal(facts.line, "SMBIOS3 table");
	assert_string_equal(facts.reason, "");
}

static void what_is_behind_a_list_of_addresses_is_not_ignored(void **state)
{
	struct bytes bytes = { .size = 0 };

	put(&bytes, "\1a", 2);
	put_le(&bytes, 2, 8);
	put_fill(&bytes, 7, 2 * 24);
	decode_as_tables(&bytes, bytes.size);
	assert_string_equal(facts.reason, "");
	put_fill(&bytes, 7, 3);
	decode_as_tables(&bytes, bytes.size);
	assert_string_equal(facts.reason, "there are 3 bytes behind the list of tables");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_found_by_their_number),
		cmocka_unit_test(only_what_is_there_is_a_field_or_a_string),
		cmocka_unit_test(a_measured_table_names_the_machine),
		cmocka_unit_test(a_table_cut_anywhere_says_so),
		cmocka_unit_test(what_is_behind_a_list_of_addresses_is_not_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
