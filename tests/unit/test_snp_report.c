/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Decoding the SNP report: every field from its offset in AMD 56860, versions 2
 * to 5, one wrong thing at a time.
 */
#include "tests/unit/unit.h"

#include "lib/format/snp_report.h"

/* A report whose fields tell where they were read from. */
static void make(struct bytes *bytes)
{
	*bytes = (struct bytes){ .size = SNP_REPORT_SIZE };
	set_le(bytes, 0x000, 3, 4);
	set_le(bytes, 0x004, 0x11111111, 4);
	set_le(bytes, 0x008, 0x30000, 8);
	set_le(bytes, 0x030, 2, 4);
	set_le(bytes, 0x034, 1, 4);
	set_le(bytes, 0x038, 0x3838383838383838, 8);
	set_le(bytes, 0x040, 0x4040404040404040, 8);
	set_le(bytes, 0x048, 1 << 2, 4);
	memset(bytes->data + 0x010, 0x01, 16);
	memset(bytes->data + 0x020, 0x02, 16);
	memset(bytes->data + 0x050, 0x50, 64);
	memset(bytes->data + 0x090, 0x90, 48);
	memset(bytes->data + 0x0c0, 0xc0, 32);
	memset(bytes->data + 0x0e0, 0xe0, 48);
	memset(bytes->data + 0x110, 0x11, 48);
	memset(bytes->data + 0x140, 0x14, 32);
	memset(bytes->data + 0x160, 0x16, 32);
	set_le(bytes, 0x180, 0x1801801801801801, 8);
	set_le(bytes, 0x188, 0x8a1119, 3);
	memset(bytes->data + 0x1a0, 0x1a, 64);
	set_le(bytes, 0x1e0, 0x1e01e01e01e01e01, 8);
	set_le(bytes, 0x1e8, 0x00013741, 4);
	set_le(bytes, 0x1ec, 0x00013640, 4);
	set_le(bytes, 0x1f0, 0x1f01f01f01f01f01, 8);
	set_le(bytes, 0x1f8, 0x1f81f81f81f81f81, 8);
	set_le(bytes, 0x200, 0x2002002002002002, 8);
	memset(bytes->data + 0x2a0, 0x2a, 512);
}

static void every_field_comes_from_its_offset(void **state)
{
	struct snp_report report;
	struct bytes bytes;
	uint8_t *data;

	make(&bytes);
	data = exact_copy(bytes.data, bytes.size);
	assert_int_equal(snp_report_parse(data, bytes.size, &report, NULL), 0);
	assert_int_equal(report.version, 3);
	assert_int_equal(report.guest_svn, 0x11111111);
	assert_int_equal(report.policy, 0x30000);
	assert_int_equal(report.vmpl, 2);
	assert_int_equal(report.signature_algorithm, 1);
	assert_true(report.current_tcb == 0x3838383838383838);
	assert_true(report.platform_info == 0x4040404040404040);
	assert_int_equal(report.key_info, 4);
	assert_int_equal(report.signer, SNP_SIGNER_VLEK);
	assert_memory_equal(report.report_data, data + 0x050, 64);
	assert_memory_equal(report.measurement, data + 0x090, 48);
	assert_memory_equal(report.host_data, data + 0x0c0, 32);
	assert_memory_equal(report.id_key_digest, data + 0x0e0, 48);
	assert_memory_equal(report.author_key_digest, data + 0x110, 48);
	assert_memory_equal(report.report_id, data + 0x140, 32);
	assert_true(report.reported_tcb == 0x1801801801801801);
	assert_memory_equal(report.chip_id, data + 0x1a0, 64);
	assert_true(report.committed_tcb == 0x1e01e01e01e01e01);
	assert_true(report.launch_tcb == 0x1f01f01f01f01f01);
	assert_memory_equal(report.family_id, data + 0x010, 16);
	assert_memory_equal(report.image_id, data + 0x020, 16);
	assert_memory_equal(report.report_id_ma, data + 0x160, 32);
	assert_int_equal(report.cpuid_family, 0x19);
	assert_int_equal(report.cpuid_model, 0x11);
	assert_int_equal(report.cpuid_stepping, 0x8a);
	assert_int_equal(snp_report_product(&report), SNP_PRODUCT_GENOA);
	assert_int_equal(report.current_firmware.major, 1);
	assert_int_equal(report.current_firmware.minor, 0x37);
	assert_int_equal(report.current_firmware.build, 0x41);
	assert_int_equal(report.committed_firmware.minor, 0x36);
	assert_int_equal(report.committed_firmware.build, 0x40);
	assert_memory_equal(report.signature, data + 0x2a0, 512);
	free(data);
}

static void a_version_has_its_own_fields_only(void **state)
{
	struct snp_report report;
	struct bytes bytes;

	make(&bytes);
	set_le(&bytes, 0, 2, 4);
	assert_int_equal(snp_report_parse(bytes.data, bytes.size, &report, NULL), 0);
	assert_int_equal(report.cpuid_family | report.cpuid_model | report.cpuid_stepping, 0);
	assert_int_equal(snp_report_product(&report), SNP_PRODUCT_UNKNOWN);
	set_le(&bytes, 0, 4, 4);
	assert_int_equal(snp_report_parse(bytes.data, bytes.size, &report, NULL), 0);
	assert_true(report.launch_mitigations == 0 && report.current_mitigations == 0);
	set_le(&bytes, 0, 5, 4);
	assert_int_equal(snp_report_parse(bytes.data, bytes.size, &report, NULL), 0);
	assert_true(report.launch_mitigations == 0x1f81f81f81f81f81);
	assert_true(report.current_mitigations == 0x2002002002002002);
}

static void versions_two_to_five_are_known(void **state)
{
	struct snp_report report;
	struct bytes bytes;
	uint32_t version;

	make(&bytes);
	for (version = 0; version < 8; version++) {
		set_le(&bytes, 0, version, 4);
		assert_int_equal(snp_report_parse(bytes.data, bytes.size, &report, NULL),
				 version >= 2 && version <= 5 ? 0 : -EOPNOTSUPP);
	}
}

static void another_length_is_refused(void **state)
{
	static const size_t sizes[] = { 0, 1, SNP_REPORT_SIZE - 1, SNP_REPORT_SIZE + 1, 4096 };
	struct snp_report report = { .version = 77 };
	struct fault fault = FAULT_NONE;
	struct bytes bytes;
	size_t i;

	make(&bytes);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(snp_report_parse(bytes.data, sizes[i], &report, &fault), -EBADMSG);
		assert_int_equal(report.version, 77);
	}
	assert_string_equal(fault.text, "SNP report: 4096 bytes, not 1184");
}

static void an_undefined_signing_key_is_refused(void **state)
{
	struct fault fault = FAULT_NONE;
	struct snp_report report;
	struct bytes bytes;
	uint32_t key;

	make(&bytes);
	for (key = 0; key < 8; key++) {
		set_le(&bytes, 0x048, key << 2, 4);
		assert_int_equal(snp_report_parse(bytes.data, bytes.size, &report, &fault),
				 key <= 1 || key == 7 ? 0 : -EBADMSG);
	}
	assert_int_equal(fault.offset, 0x048);
	assert_string_equal(snp_report_signer_name(SNP_SIGNER_VCEK), "VCEK");
	assert_string_equal(snp_report_signer_name(SNP_SIGNER_NONE), "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_comes_from_its_offset),
		cmocka_unit_test(a_version_has_its_own_fields_only),
		cmocka_unit_test(versions_two_to_five_are_known),
		cmocka_unit_test(another_length_is_refused),
		cmocka_unit_test(an_undefined_signing_key_is_refused),
	};

	return cmocka_run_group_tests_name("snp_report", tests, NULL, NULL);
}
