/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* driver/wire.h, the very code that svsm.ko compiles, in user space. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include <cmocka.h>
#include <tss2/tss2_tpm2_types.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

static u32 get_unaligned_le32(const u8 *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24;
}

static u32 get_unaligned_be32(const u8 *p)
{
	return p[3] | p[2] << 8 | p[1] << 16 | (u32)p[0] << 24;
}

static void put_unaligned_le32(u32 value, u8 *p)
{
	p[0] = value;
	p[1] = value >> 8;
	p[2] = value >> 16;
	p[3] = value >> 24;
}

#include "driver/wire.h"

#define ENTRIES 4

static const u8 vtpm[16] = SVSM_GUID_VTPM;
static const u8 uefi_mm[16] = SVSM_GUID_UEFI_MM;

/* A sound TPM response of @len bytes in @page. */
static void page_with_response(u8 *page, u32 len)
{
	memset(page, 0xa5, SVSM_WIRE_PAGE);
	put_unaligned_le32(len, page);
	page[4 + 2] = len >> 24;
	page[4 + 3] = len >> 16;
	page[4 + 4] = len >> 8;
	page[4 + 5] = len;
}

static void request_carries_command_word_locality_and_exact_length(void **state)
{
	u8 page[SVSM_WIRE_PAGE], cmd[12] = { 0x80, 0x01, 0, 0, 0, 12 };

	memset(page, 0xff, sizeof(page));
	assert_int_equal(svsm_wire_vtpm_fill(page, cmd, sizeof(cmd)), 0);
	assert_memory_equal(page, "\x08\x00\x00\x00\x00\x0c\x00\x00\x00", 9);
	assert_memory_equal(page + 9, cmd, sizeof(cmd));
	assert_int_equal(page[9 + 12], 0xff);
}

static void request_of_the_largest_size_fits_and_one_more_does_not(void **state)
{
	u8 page[SVSM_WIRE_PAGE + 1], cmd[SVSM_WIRE_PAGE] = { 0 };

	page[SVSM_WIRE_PAGE] = 0x5a;
	assert_int_equal(svsm_wire_vtpm_fill(page, cmd, SVSM_VTPM_COMMAND_MAX), 0);
	assert_int_equal(page[SVSM_WIRE_PAGE], 0x5a);
	assert_int_equal(svsm_wire_vtpm_fill(page, cmd, SVSM_VTPM_COMMAND_MAX + 1), -EMSGSIZE);
	assert_int_equal(svsm_wire_vtpm_fill(page, cmd, SIZE_MAX), -EMSGSIZE);
}

static void request_without_a_whole_header_is_refused(void **state)
{
	u8 page[SVSM_WIRE_PAGE], cmd[SVSM_TPM_HDR] = { 0 };

	memset(page, 0x5a, sizeof(page));
	assert_int_equal(svsm_wire_vtpm_fill(page, cmd, 0), -EMSGSIZE);
	assert_int_equal(svsm_wire_vtpm_fill(page, cmd, SVSM_TPM_HDR - 1), -EMSGSIZE);
	assert_int_equal(page[0], 0x5a);
	assert_int_equal(svsm_wire_vtpm_fill(page, cmd, SVSM_TPM_HDR), 0);
}

/* A message of @len bytes there and back, each end of it beside memory not to touch. */
static void message_is_carried(size_t len)
{
	u8 page[SVSM_WIRE_PAGE], sent[SVSM_WIRE_PAGE], got[SVSM_WIRE_PAGE];
	size_t i;

	for (i = 0; i < sizeof(sent); i++)
		sent[i] = i * 7 + (i >> 8);
	memset(page, 0xa5, sizeof(page));
	assert_int_equal(svsm_wire_vtpm_fill(page, sent, len), 0);
	assert_memory_equal(page + SVSM_VTPM_REQUEST_HDR, sent, len);
	for (i = SVSM_VTPM_REQUEST_HDR + len; i < sizeof(page); i++)
		assert_int_equal(page[i], 0xa5);

	page_with_response(page, len);
	memcpy(page + 4 + SVSM_TPM_HDR, sent, len - SVSM_TPM_HDR);
	memset(got, 0x5a, sizeof(got));
	assert_int_equal(svsm_wire_vtpm_parse(page, got, len), len);
	assert_memory_equal(got, page + 4, len);
	for (i = len; i < sizeof(got); i++)
		assert_int_equal(got[i], 0x5a);
}

static void messages_of_every_length_are_carried_whole_and_nothing_else(void **state)
{
	size_t len;

	for (len = SVSM_TPM_HDR; len <= SVSM_VTPM_COMMAND_MAX; len++)
		message_is_carried(len);
}

static void response_that_is_refused_leaves_the_buffer_alone(void **state)
{
	u8 page[SVSM_WIRE_PAGE], out[16], untouched[16];

	memset(out, 0x5a, sizeof(out));
	memset(untouched, 0x5a, sizeof(untouched));
	page_with_response(page, 9);
	assert_int_equal(svsm_wire_vtpm_parse(page, out, sizeof(out)), -EBADMSG);
	page_with_response(page, 17);
	assert_int_equal(svsm_wire_vtpm_parse(page, out, sizeof(out)), -EMSGSIZE);
	assert_memory_equal(out, untouched, sizeof(out));
}

static void response_is_bounded_by_header_page_and_buffer(void **state)
{
	static const struct {
		u32 len;
		size_t cap;
		int want;
	} cases[] = {
		{ 10, 4096, 10 }, { 4092, 4096, 4092 }, { 4092, 4092, 4092 },
		{ 0, 4096, -EBADMSG }, { 3, 4096, -EBADMSG }, { 8, 4096, -EBADMSG },
		{ 9, 4096, -EBADMSG }, { 4093, 4096, -EBADMSG }, { 4096, 8192, -EBADMSG },
		{ 0x80000000, SIZE_MAX, -EBADMSG }, { 0xffffffff, SIZE_MAX, -EBADMSG },
		{ 11, 10, -EMSGSIZE },
	};
	u8 page[SVSM_WIRE_PAGE], out[8192];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		page_with_response(page, cases[i].len);
		assert_int_equal(svsm_wire_vtpm_parse(page, out, cases[i].cap), cases[i].want);
	}
}

static void response_whose_tpm_header_disagrees_is_refused(void **state)
{
	u8 page[SVSM_WIRE_PAGE], out[SVSM_WIRE_PAGE];

	page_with_response(page, 20);
	page[4 + 5] = 21;
	assert_int_equal(svsm_wire_vtpm_parse(page, out, sizeof(out)), -EBADMSG);
	page_with_response(page, 20);
	page[4 + 2] = 1;
	assert_int_equal(svsm_wire_vtpm_parse(page, out, sizeof(out)), -EBADMSG);
}

static void request_left_untouched_is_no_response(void **state)
{
	u8 page[SVSM_WIRE_PAGE], cmd[12] = { 0x80, 0x01, 0, 0, 0, 12 };

	svsm_wire_vtpm_fill(page, cmd, sizeof(cmd));
	assert_int_equal(svsm_wire_vtpm_parse(page, cmd, sizeof(cmd)), -EBADMSG);
}

/* Whether one of @code can change a PCR, as it lies in the page. */
static bool changes_pcr(u32 code)
{
	u8 page[SVSM_WIRE_PAGE], cmd[SVSM_TPM_HDR] = { 0x80, 0x02, 0, 0, 0, SVSM_TPM_HDR };

	memset(page, 0xff, sizeof(page));
	cmd[6] = code >> 24;
	cmd[7] = code >> 16;
	cmd[8] = code >> 8;
	cmd[9] = code;
	assert_int_equal(svsm_wire_vtpm_fill(page, cmd, sizeof(cmd)), 0);
	return svsm_wire_vtpm_changes_pcr(page);
}

static void commands_that_can_change_a_pcr_are_told_from_all_others(void **state)
{
	static const u32 changing[] = {
		TPM2_CC_PCR_Event, TPM2_CC_PCR_Reset, TPM2_CC_Startup, TPM2_CC_PCR_Extend,
		TPM2_CC_EventSequenceComplete,
	};
	size_t found = 0, i;
	u32 code;

	for (code = 0; code <= 0xffff; code++)
		found += changes_pcr(code);
	assert_int_equal(found, sizeof(changing) / sizeof(changing[0]));
	for (i = 0; i < sizeof(changing) / sizeof(changing[0]); i++)
		assert_true(changes_pcr(changing[i]));
	assert_false(changes_pcr(TPM2_CC_PCR_Read));
	assert_false(changes_pcr(TPM2_CC_Quote));
	assert_false(changes_pcr(TPM2_CC_PCR_Extend | 1u << 29));	/* a vendor's */
	assert_false(changes_pcr(__builtin_bswap32(TPM2_CC_PCR_Extend)));
}

static void call_numbers_are_no_result_codes(void **state)
{
	assert_true(svsm_wire_is_result(SVSM_RESULT_SUCCESS));
	assert_true(svsm_wire_is_result(SVSM_RESULT_BUSY));
	assert_true(svsm_wire_is_result(0x80001006));
	assert_false(svsm_wire_is_result(1));
	assert_false(svsm_wire_is_result(1ULL << 32));
	assert_false(svsm_wire_is_result(2ULL << 32));
	assert_false(svsm_wire_is_result(~0ULL));
	assert_false(svsm_wire_is_result(0x1800000001ULL));
}

/* A manifest with a vTPM entry of 5 bytes and a UEFI MM entry of 8. */
static size_t manifest_good(u8 *m)
{
	static const u8 table[16] = SVSM_GUID_MANIFEST;
	size_t len = 24 + 2 * 24 + 5 + 8;

	memset(m, 0, len);
	memcpy(m, table, 16);
	put_unaligned_le32(len, m + 16);
	put_unaligned_le32(2, m + 20);
	memcpy(m + 24, vtpm, 16);
	put_unaligned_le32(72, m + 40);
	put_unaligned_le32(5, m + 44);
	memcpy(m + 48, uefi_mm, 16);
	put_unaligned_le32(77, m + 64);
	put_unaligned_le32(8, m + 68);
	return len;
}

static void manifest_lists_its_services(void **state)
{
	struct svsm_manifest_entry entries[ENTRIES];
	u8 m[256];
	size_t len = manifest_good(m);

	assert_int_equal(svsm_wire_manifest_parse(m, len, entries, ENTRIES), 2);
	assert_memory_equal(entries[0].guid, vtpm, 16);
	assert_int_equal(entries[0].len, 5);
	assert_memory_equal(entries[1].guid, uefi_mm, 16);
	assert_int_equal(entries[1].len, 8);
}

static void manifest_without_services_is_sound(void **state)
{
	struct svsm_manifest_entry entries[ENTRIES];
	u8 m[256];

	manifest_good(m);
	put_unaligned_le32(24, m + 16);
	put_unaligned_le32(0, m + 20);
	assert_int_equal(svsm_wire_manifest_parse(m, 24, entries, ENTRIES), 0);
}

static void manifest_with_one_thing_wrong_is_refused(void **state)
{
	static const struct {
		size_t off;
		u32 value;
		int want;
	} cases[] = {
		{ 0, 0x12345678, -EBADMSG },	/* another table's GUID */
		{ 16, 84, -EBADMSG },		/* length below the buffer's */
		{ 16, 86, -EBADMSG },		/* above it */
		{ 20, 1, -EBADMSG },		/* an entry that nobody counts */
		{ 20, 3, -EBADMSG },		/* an entry in the data: its length disagrees */
		{ 20, 0xffffffff, -EBADMSG },	/* entries outside */
		{ 40, 71, -EBADMSG },		/* data inside the entries */
		{ 40, 0xfffffff0, -EBADMSG },	/* data outside */
		{ 44, 6, -EBADMSG },		/* overlap with the next */
		{ 44, 0xffffffff, -EBADMSG },	/* 4 GiB of data */
		{ 64, 76, -EBADMSG },		/* overlap with the one before */
		{ 64, 72, -EBADMSG },		/* backwards */
		{ 68, 7, -EBADMSG },		/* a byte that belongs to nobody */
		{ 68, 9, -EBADMSG },		/* a byte outside */
	};
	struct svsm_manifest_entry entries[ENTRIES];
	u8 m[256];
	size_t i, len;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		len = manifest_good(m);
		put_unaligned_le32(cases[i].value, m + cases[i].off);
		assert_int_equal(svsm_wire_manifest_parse(m, len, entries, ENTRIES),
				 cases[i].want);
	}
}

static void manifest_that_names_a_service_twice_is_refused(void **state)
{
	struct svsm_manifest_entry entries[ENTRIES];
	u8 m[256];
	size_t len = manifest_good(m);

	memcpy(m + 48, vtpm, 16);
	assert_int_equal(svsm_wire_manifest_parse(m, len, entries, ENTRIES), -EBADMSG);
}

static void manifest_with_too_many_services_is_refused(void **state)
{
	struct svsm_manifest_entry entries[1];
	u8 m[256];
	size_t len = manifest_good(m);

	assert_int_equal(svsm_wire_manifest_parse(m, len, entries, 1), -EOVERFLOW);
}

static void manifest_cut_anywhere_is_refused(void **state)
{
	struct svsm_manifest_entry entries[ENTRIES];
	u8 m[256];
	size_t len = manifest_good(m), cut;

	for (cut = 0; cut < len; cut++)
		assert_int_equal(svsm_wire_manifest_parse(m, cut, entries, ENTRIES), -EBADMSG);
}

/* Nothing is read behind its end, whatever it says of itself there. */
static void manifest_at_the_end_of_memory_is_not_read_beyond(void **state)
{
	const size_t page = SVSM_WIRE_PAGE;
	struct svsm_manifest_entry entries[ENTRIES];
	u8 m[256], *end;
	size_t len, cut;

	end = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(end != MAP_FAILED);
	end += page;
	assert_int_equal(mprotect(end, page, PROT_NONE), 0);
	len = manifest_good(m);
	for (cut = 0; cut < len; cut++) {
		if (cut >= 20)
			put_unaligned_le32(cut, m + 16);
		memcpy(end - cut, m, cut);
		assert_int_equal(svsm_wire_manifest_parse(end - cut, cut, entries, ENTRIES),
				 -EBADMSG);
	}
	assert_int_equal(munmap(end - page, 2 * page), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_carries_command_word_locality_and_exact_length),
		cmocka_unit_test(request_of_the_largest_size_fits_and_one_more_does_not),
		cmocka_unit_test(request_without_a_whole_header_is_refused),
		cmocka_unit_test(messages_of_every_length_are_carried_whole_and_nothing_else),
		cmocka_unit_test(response_that_is_refused_leaves_the_buffer_alone),
		cmocka_unit_test(response_is_bounded_by_header_page_and_buffer),
		cmocka_unit_test(response_whose_tpm_header_disagrees_is_refused),
		cmocka_unit_test(request_left_untouched_is_no_response),
		cmocka_unit_test(commands_that_can_change_a_pcr_are_told_from_all_others),
		cmocka_unit_test(call_numbers_are_no_result_codes),
		cmocka_unit_test(manifest_lists_its_services),
		cmocka_unit_test(manifest_without_services_is_sound),
		cmocka_unit_test(manifest_with_one_thing_wrong_is_refused),
		cmocka_unit_test(manifest_that_names_a_service_twice_is_refused),
		cmocka_unit_test(manifest_with_too_many_services_is_refused),
		cmocka_unit_test(manifest_cut_anywhere_is_refused),
		cmocka_unit_test(manifest_at_the_end_of_memory_is_not_read_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
