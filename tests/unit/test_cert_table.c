/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The host's certificate table, whose every byte is hostile.
 */
#include "tests/unit/unit.h"

#include "lib/format/cert_table.h"

static const struct guid vcek =
	GUID_INIT(0x63da758d, 0xe664, 0x4564, 0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd);
static const struct guid ark =
	GUID_INIT(0xc0b406a4, 0xa803, 0x4952, 0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae);

static void put_entry(struct bytes *bytes, const struct guid *guid, uint32_t offset, uint32_t size)
{
	put(bytes, guid->bytes, GUID_SIZE);
	put_le(bytes, offset, 4);
	put_le(bytes, size, 4);
}

/* Two entries, the terminator at 48, certificates "VCEK" at 72 and "ARK" at 76. */
static void make(struct bytes *bytes)
{
	*bytes = (struct bytes){ .size = 0 };
	put_entry(bytes, &vcek, 72, 4);
	put_entry(bytes, &ark, 76, 3);
	put_fill(bytes, 0, 24);
	put(bytes, "VCEKARK", 7);
}

static int parse(const struct bytes *bytes, struct cert_table *table, struct fault *fault)
{
	uint8_t *data = exact_copy(bytes->data, bytes->size);
	int r = cert_table_parse(data, bytes->size, table, fault);

	free(data);
	return r;
}

static void finds_certificates_by_kind(void **state)
{
	const struct cert_entry *entry;
	struct cert_table table;
	struct bytes bytes;

	make(&bytes);
	assert_int_equal(cert_table_parse(bytes.data, bytes.size, &table, NULL), 0);
	assert_int_equal(table.count, 2);
	entry = cert_table_find(&table, CERT_ARK);
	assert_non_null(entry);
	assert_int_equal(entry->size, 3);
	assert_memory_equal(entry->data, "ARK", 3);
	assert_string_equal(cert_kind_name(entry->kind), "ark");
	assert_null(cert_table_find(&table, CERT_ASK));
}

static void guids_count_in_both_byte_orders(void **state)
{
	struct guid swapped = guid_swap(&vcek);
	const struct cert_entry *entry;
	struct cert_table table;
	struct bytes bytes;

	make(&bytes);
	memcpy(bytes.data, swapped.bytes, GUID_SIZE);
	assert_int_equal(cert_table_parse(bytes.data, bytes.size, &table, NULL), 0);
	entry = cert_table_find(&table, CERT_VCEK);
	assert_non_null(entry);
	assert_true(guid_is_equal(&entry->guid, &vcek));
}

static void unknown_guids_are_kept_even_twice(void **state)
{
	struct cert_table table;
	struct bytes bytes;

	make(&bytes);
	memset(bytes.data, 0x77, GUID_SIZE);
	memset(bytes.data + 24, 0x77, GUID_SIZE);
	assert_int_equal(cert_table_parse(bytes.data, bytes.size, &table, NULL), 0);
	assert_int_equal(table.count, 2);
	assert_int_equal(table.entries[1].kind, CERT_UNKNOWN);
}

static void no_certificates_is_no_error(void **state)
{
	struct cert_table table = { .count = 9 };
	struct bytes bytes = { .size = 0 };

	assert_int_equal(cert_table_parse(NULL, 0, &table, NULL), 0);
	assert_int_equal(table.count, 0);
	table.count = 9;
	put_fill(&bytes, 0, 4096);
	assert_int_equal(parse(&bytes, &table, NULL), 0);
	assert_int_equal(table.count, 0);
}

static void one_wrong_thing_is_enough(void **state)
{
	static const struct {
		const char *what;
		size_t offset;
		uint64_t value;
		size_t width;
	} cases[] = {
		{ "offset inside the directory", 16, 71, 4 },
		{ "offset 0", 16, 0, 4 },
		{ "offset behind the end", 16, 80, 4 },
		{ "offset that overflows with the length", 16, 0xffffffff, 4 },
		{ "length beyond the end", 20, 8, 4 },
		{ "length that overflows with the offset", 20, 0xffffffff, 4 },
		{ "length 0", 20, 0, 4 },
		{ "length into the next certificate", 20, 5, 4 },
		{ "offset into the certificate before", 24 + 16, 75, 4 },
		{ "two certificates at one place", 24 + 16, 72, 4 },
		{ "terminator with an offset", 48 + 16, 1, 4 },
		{ "terminator with a length", 48 + 20, 1, 4 },
		{ "terminator with a GUID, certificates as directory", 48, 1, 1 },
	};
	struct cert_table table = { .count = 9 };
	struct bytes bytes;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make(&bytes);
		set_le(&bytes, cases[i].offset, cases[i].value, cases[i].width);
		assert_int_equal(parse(&bytes, &table, NULL), -EBADMSG);
		assert_int_equal(table.count, 9);
	}
}

static void two_certificates_of_one_kind_are_refused(void **state)
{
	struct guid swapped = guid_swap(&ark);
	struct fault fault = FAULT_NONE;
	struct cert_table table;
	struct bytes bytes;

	make(&bytes);
	memcpy(bytes.data, swapped.bytes, GUID_SIZE);
	assert_int_equal(parse(&bytes, &table, &fault), -EBADMSG);
	assert_string_equal(fault.text, "certificate table: two certificates of kind ark");
}

static void a_table_without_end_is_refused(void **state)
{
	struct cert_table table;
	struct bytes bytes;
	size_t size;

	make(&bytes);
	for (size = 1; size < 72; size++) {
		bytes.size = size;
		assert_int_equal(parse(&bytes, &table, NULL), -EBADMSG);
	}
}

static void too_many_entries_are_refused(void **state)
{
	struct bytes bytes = { .size = 0 };
	struct cert_table table;
	unsigned int i;

	for (i = 0; i <= CERT_TABLE_ENTRIES_MAX; i++)
		put_entry(&bytes, &(struct guid){ { 0x77 } }, 24 * (CERT_TABLE_ENTRIES_MAX + 2), 1);
	put_fill(&bytes, 0, 25);
	assert_int_equal(parse(&bytes, &table, NULL), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_certificates_by_kind),
		cmocka_unit_test(guids_count_in_both_byte_orders),
		cmocka_unit_test(unknown_guids_are_kept_even_twice),
		cmocka_unit_test(no_certificates_is_no_error),
		cmocka_unit_test(one_wrong_thing_is_enough),
		cmocka_unit_test(two_certificates_of_one_kind_are_refused),
		cmocka_unit_test(a_table_without_end_is_refused),
		cmocka_unit_test(too_many_entries_are_refused),
	};

	return cmocka_run_group_tests_name("cert_table", tests, NULL, NULL);
}
