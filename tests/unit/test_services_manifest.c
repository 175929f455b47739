/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The services manifest: exact, or refused.
 */
#include "tests/unit/unit.h"

#include "lib/format/service.h"
#include "lib/format/services_manifest.h"

static const struct guid table_guid =
	GUID_INIT(0x63849ebb, 0x3d92, 0x4670, 0xa1, 0xff, 0x58, 0xf9, 0xc9, 0x4b, 0x87, 0xbb);
static const struct guid other = { { 0x77 } };

static void put_entry(struct bytes *bytes, const struct guid *guid, uint32_t offset, uint32_t size)
{
	put(bytes, guid->bytes, GUID_SIZE);
	put_le(bytes, offset, 4);
	put_le(bytes, size, 4);
}

/* vTPM at 72 with "EKEK", another service without a manifest: 76 bytes. */
static void make(struct bytes *bytes)
{
	*bytes = (struct bytes){ .size = 0 };
	put_entry(bytes, &table_guid, 76, 2);
	put_entry(bytes, &service_vtpm, 72, 4);
	put_entry(bytes, &other, 76, 0);
	put(bytes, "EKEK", 4);
}

static int parse(const struct bytes *bytes, struct services_manifest *manifest,
		 struct fault *fault)
{
	uint8_t *data = exact_copy(bytes->data, bytes->size);
	int r = services_manifest_parse(data, bytes->size, manifest, fault);

	free(data);
	return r;
}

static void finds_services_with_and_without_manifest(void **state)
{
	struct services_manifest manifest;
	const struct service_entry *entry;
	struct bytes bytes;

	make(&bytes);
	assert_int_equal(services_manifest_parse(bytes.data, bytes.size, &manifest, NULL), 0);
	assert_int_equal(manifest.count, 2);
	entry = services_manifest_find(&manifest, &service_vtpm);
	assert_non_null(entry);
	assert_int_equal(entry->manifest_size, 4);
	assert_memory_equal(entry->manifest, "EKEK", 4);
	entry = services_manifest_find(&manifest, &other);
	assert_non_null(entry);
	assert_null(entry->manifest);
	assert_null(services_manifest_find(&manifest, &table_guid));
}

static void no_services_is_a_manifest(void **state)
{
	struct services_manifest manifest;
	struct bytes bytes = { .size = 0 };

	put_entry(&bytes, &table_guid, 24, 0);
	assert_int_equal(parse(&bytes, &manifest, NULL), 0);
	assert_int_equal(manifest.count, 0);
}

static void one_wrong_thing_is_enough(void **state)
{
	static const struct {
		const char *what;
		size_t offset;
		uint64_t value;
		size_t width;
		int error;
		size_t at;
	} cases[] = {
		{ "another GUID", 0, 0, 1, -EBADMSG, 0 },
		{ "length one more", 16, 77, 4, -EBADMSG, 16 },
		{ "length one less", 16, 75, 4, -EBADMSG, 16 },
		{ "length of 4 GiB", 16, 0xffffffff, 4, -EBADMSG, 16 },
		{ "more entries than fit", 20, 3, 4, -EBADMSG, 20 },
		{ "2^32 - 1 entries", 20, 0xffffffff, 4, -E2BIG, 20 },
		{ "offset inside the directory", 40, 71, 4, -EBADMSG, 24 },
		{ "offset behind the end", 40, 73, 4, -EBADMSG, 24 },
		{ "offset that overflows", 40, 0xfffffffe, 4, -EBADMSG, 24 },
		{ "length that overflows", 44, 0xffffffff, 4, -EBADMSG, 24 },
		{ "overlap", 68, 1, 4, -EBADMSG, 48 },
	};
	struct services_manifest manifest = { .count = 9 };
	struct bytes bytes;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault fault = FAULT_NONE;

		make(&bytes);
		if (cases[i].offset == 68)
			set_le(&bytes, 64, 75, 4);
		set_le(&bytes, cases[i].offset, cases[i].value, cases[i].width);
		assert_int_equal(parse(&bytes, &manifest, &fault), cases[i].error);
		assert_int_equal(fault.offset, cases[i].at);
		assert_int_equal(manifest.count, 9);
	}
}

static void a_service_that_comes_twice_is_refused(void **state)
{
	struct services_manifest manifest;
	struct fault fault = FAULT_NONE;
	struct bytes bytes;

	make(&bytes);
	memcpy(bytes.data + 48, service_vtpm.bytes, GUID_SIZE);
	assert_int_equal(parse(&bytes, &manifest, &fault), -EBADMSG);
	assert_string_equal(fault.text, "services manifest: entry 1: its service came before");
}

static void a_cut_manifest_is_refused_at_every_length(void **state)
{
	struct services_manifest manifest;
	struct bytes bytes;
	size_t size;

	make(&bytes);
	for (size = 0; size < 76; size++) {
		bytes.size = size;
		assert_int_equal(parse(&bytes, &manifest, NULL), -EBADMSG);
	}
}

/* As the driver does: no SVSM makes such a table, and its bytes would mean nothing. */
static void data_lie_back_to_back(void **state)
{
	struct services_manifest manifest;
	struct fault fault = FAULT_NONE;
	struct bytes bytes;

	make(&bytes);
	set_le(&bytes, 16, 77, 4);
	put_fill(&bytes, 0, 1);
	assert_int_equal(parse(&bytes, &manifest, &fault), -EBADMSG);
	assert_string_equal(fault.text, "services manifest: 1 bytes behind the last service's");
	assert_int_equal(fault.offset, 76);

	set_le(&bytes, 40, 73, 4);
	assert_int_equal(parse(&bytes, &manifest, &fault), -EBADMSG);
	assert_string_equal(fault.text, "services manifest: entry 0: lies at 73, not at 72, where "
			    "the one before it ends");

	set_le(&bytes, 44, 1, 4);
	set_le(&bytes, 40, 76, 4);
	set_le(&bytes, 64, 72, 4);
	set_le(&bytes, 68, 4, 4);
	assert_int_equal(parse(&bytes, &manifest, &fault), -EBADMSG);
	assert_int_equal(fault.offset, 24);
}

static void a_trailing_byte_is_refused(void **state)
{
	struct services_manifest manifest;
	struct bytes bytes;

	make(&bytes);
	put_fill(&bytes, 0, 1);
	assert_int_equal(parse(&bytes, &manifest, NULL), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_services_with_and_without_manifest),
		cmocka_unit_test(no_services_is_a_manifest),
		cmocka_unit_test(one_wrong_thing_is_enough),
		cmocka_unit_test(a_service_that_comes_twice_is_refused),
		cmocka_unit_test(a_cut_manifest_is_refused_at_every_length),
		cmocka_unit_test(data_lie_back_to_back),
		cmocka_unit_test(a_trailing_byte_is_refused),
	};

	return cmocka_run_group_tests_name("services_manifest", tests, NULL, NULL);
}
