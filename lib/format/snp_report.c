/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Decoding the SNP report: front to back through one cursor, in the order of
 * the table in AMD 56860.  Offsets stand in the comments so that a reader can
 * follow with the specification open.
 */
#include "lib/format/snp_report.h"

#include <errno.h>

#include "lib/base/cursor.h"
#include "lib/base/fault.h"

#define SIGNING_KEY_SHIFT	2
#define SIGNING_KEY_MASK	0x7u

static void read_firmware(struct cursor *cursor, struct snp_report_firmware *firmware)
{
	firmware->build = cursor_u8(cursor);
	firmware->minor = cursor_u8(cursor);
	firmware->major = cursor_u8(cursor);
	cursor_skip(cursor, 1);
}

static void read_fields(struct cursor *cursor, struct snp_report *report)
{
	report->version = cursor_le32(cursor);			/* 0x000 */
	report->guest_svn = cursor_le32(cursor);		/* 0x004 */
	report->policy = cursor_le64(cursor);			/* 0x008 */
	cursor_copy(cursor, report->family_id, sizeof(report->family_id));	/* 0x010 */
	cursor_copy(cursor, report->image_id, sizeof(report->image_id));	/* 0x020 */
	report->vmpl = cursor_le32(cursor);			/* 0x030 */
	report->signature_algorithm = cursor_le32(cursor);	/* 0x034 */
	report->current_tcb = cursor_le64(cursor);		/* 0x038 */
	report->platform_info = cursor_le64(cursor);		/* 0x040 */
	report->key_info = cursor_le32(cursor);			/* 0x048 */
	cursor_skip(cursor, 4);					/* 0x04c reserved */
	cursor_copy(cursor, report->report_data, sizeof(report->report_data));	/* 0x050 */
	cursor_copy(cursor, report->measurement, sizeof(report->measurement));	/* 0x090 */
	cursor_copy(cursor, report->host_data, sizeof(report->host_data));	/* 0x0c0 */
	cursor_copy(cursor, report->id_key_digest,
		    sizeof(report->id_key_digest));		/* 0x0e0 */
	cursor_copy(cursor, report->author_key_digest,
		    sizeof(report->author_key_digest));		/* 0x110 */
	cursor_copy(cursor, report->report_id, sizeof(report->report_id));	/* 0x140 */
	cursor_copy(cursor, report->report_id_ma, sizeof(report->report_id_ma));	/* 0x160 */
	report->reported_tcb = cursor_le64(cursor);		/* 0x180 */
	report->cpuid_family = cursor_u8(cursor);		/* 0x188 */
	report->cpuid_model = cursor_u8(cursor);		/* 0x189 */
	report->cpuid_stepping = cursor_u8(cursor);		/* 0x18a */
	cursor_skip(cursor, 0x1a0 - 0x18b);			/* 0x18b reserved */
	cursor_copy(cursor, report->chip_id, sizeof(report->chip_id));		/* 0x1a0 */
	report->committed_tcb = cursor_le64(cursor);		/* 0x1e0 */
	read_firmware(cursor, &report->current_firmware);	/* 0x1e8 */
	read_firmware(cursor, &report->committed_firmware);	/* 0x1ec */
	report->launch_tcb = cursor_le64(cursor);		/* 0x1f0 */
	report->launch_mitigations = cursor_le64(cursor);	/* 0x1f8 */
	report->current_mitigations = cursor_le64(cursor);	/* 0x200 */
	cursor_skip(cursor, SNP_REPORT_SIGNED_SIZE - 0x208);	/* 0x208 reserved */
	cursor_copy(cursor, report->signature, sizeof(report->signature));	/* 0x2a0 */
}

/*
 * Bytes that were reserved are not looked at: firmware gave many of them a meaning
 * without a new version, and the signature covers them either way.
 */
static void hide_absent(struct snp_report *report)
{
	if (report->version < SNP_REPORT_VERSION_CPUID)
		report->cpuid_family = report->cpuid_model = report->cpuid_stepping = 0;
	if (report->version < SNP_REPORT_VERSION_MITIGATIONS)
		report->launch_mitigations = report->current_mitigations = 0;
}

int snp_report_parse(const void *data, size_t size, struct snp_report *ret, struct fault *fault)
{
	struct snp_report report = { 0 };
	struct cursor cursor;

	if (size != SNP_REPORT_SIZE)
		return fault_set(fault, -EBADMSG, "SNP report: %zu bytes, not %u", size,
				 SNP_REPORT_SIZE);
	cursor_init(&cursor, data, size);
	read_fields(&cursor, &report);
	if (cursor_end(&cursor) < 0)
		return fault_set(fault, -EBADMSG, "SNP report: truncated");
	if (report.version < SNP_REPORT_VERSION_MIN || report.version > SNP_REPORT_VERSION_MAX)
		return fault_set_at(fault, -EOPNOTSUPP, 0x000,
				    "SNP report: version %u, known are %u to %u", report.version,
				    SNP_REPORT_VERSION_MIN, SNP_REPORT_VERSION_MAX);
	report.signer = (report.key_info >> SIGNING_KEY_SHIFT) & SIGNING_KEY_MASK;
	if (!snp_report_signer_name(report.signer))
		return fault_set_at(fault, -EBADMSG, 0x048, "SNP report: undefined signing key %u",
				    (unsigned int)report.signer);
	hide_absent(&report);
	*ret = report;
	return 0;
}

enum snp_product snp_report_product(const struct snp_report *report)
{
	if (report->version < SNP_REPORT_VERSION_CPUID)
		return SNP_PRODUCT_UNKNOWN;
	return snp_product_from_cpuid(report->cpuid_family, report->cpuid_model);
}

const char *snp_report_signer_name(enum snp_report_signer signer)
{
	switch (signer) {
	case SNP_SIGNER_VCEK:
		return "VCEK";
	case SNP_SIGNER_VLEK:
		return "VLEK";
	case SNP_SIGNER_NONE:
		return "none";
	}
	return NULL;
}
