/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The SEV-SNP attestation report (AMD 56860, SEV Secure Nested Paging Firmware
 * ABI, ATTESTATION_REPORT): 1184 bytes, little-endian, decoded once into a
 * struct.  Versions 2, 3, 4 and 5 differ in fields that were reserved before and
 * in nothing else.
 *
 * Decoding says nothing about truth: the signature is not looked at here.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/format/snp_product.h"

struct fault;

#define SNP_REPORT_SIZE		1184
#define SNP_REPORT_SIGNED_SIZE	0x2a0	/* bytes that the signature covers */
#define SNP_REPORT_VERSION_MIN	2
#define SNP_REPORT_VERSION_MAX	5
#define SNP_REPORT_VERSION_CPUID	3	/* from here on it tells the processor */
#define SNP_REPORT_VERSION_MITIGATIONS	5	/* from here on it has mitigation vectors */

#define SNP_REPORT_DATA_SIZE	64
#define SNP_REPORT_DIGEST_SIZE	48
#define SNP_REPORT_ID_SIZE	32
#define SNP_REPORT_CHIP_ID_SIZE	64
#define SNP_REPORT_SIGNATURE_SIZE	512
#define SNP_REPORT_ECDSA_P384	1	/* the one signature algorithm there is */

/* Bits of the policy that the guest was launched under. */
#define SNP_POLICY_SMT		(1ull << 16)
#define SNP_POLICY_MIGRATE_MA	(1ull << 18)	/* a migration agent may move the guest */
#define SNP_POLICY_DEBUG	(1ull << 19)	/* the host may read the guest's memory */
#define SNP_POLICY_SINGLE_SOCKET	(1ull << 20)

/* Bits of the key information. */
#define SNP_KEY_INFO_AUTHOR_KEY		(1u << 0)
#define SNP_KEY_INFO_MASK_CHIP_KEY	(1u << 1)

/* SIGNING_KEY, bits 4:2 of the key information. */
enum snp_report_signer {
	SNP_SIGNER_VCEK = 0,	/* the key of this processor */
	SNP_SIGNER_VLEK = 1,	/* the key of this cloud provider */
	SNP_SIGNER_NONE = 7,	/* the report is not signed */
};

/* Version of the secure processor's firmware. */
struct snp_report_firmware {
	uint8_t major, minor, build;
};

struct snp_report {
	uint32_t version;
	uint32_t guest_svn;
	uint64_t policy;
	uint8_t family_id[16];		/* as the guest's owner signed it, or zero */
	uint8_t image_id[16];
	uint32_t vmpl;			/* level that asked for the report; 0 is the SVSM */
	uint32_t signature_algorithm;	/* 1: ECDSA P-384 with SHA-384 */
	uint64_t current_tcb;
	uint64_t reported_tcb;
	uint64_t committed_tcb;
	uint64_t launch_tcb;
	uint64_t platform_info;
	uint32_t key_info;
	enum snp_report_signer signer;
	uint8_t report_data[SNP_REPORT_DATA_SIZE];
	uint8_t measurement[SNP_REPORT_DIGEST_SIZE];
	uint8_t host_data[32];
	uint8_t id_key_digest[SNP_REPORT_DIGEST_SIZE];
	uint8_t author_key_digest[SNP_REPORT_DIGEST_SIZE];
	uint8_t report_id[SNP_REPORT_ID_SIZE];
	uint8_t report_id_ma[SNP_REPORT_ID_SIZE];	/* that of the migration agent */
	uint8_t cpuid_family, cpuid_model, cpuid_stepping;	/* zero before version 3 */
	uint8_t chip_id[SNP_REPORT_CHIP_ID_SIZE];	/* zero when the host masks it */
	struct snp_report_firmware current_firmware;
	struct snp_report_firmware committed_firmware;
	uint64_t launch_mitigations;	/* zero before version 5 */
	uint64_t current_mitigations;
	uint8_t signature[SNP_REPORT_SIGNATURE_SIZE];	/* as it came: R, S, padding */
};

/*
 * Decodes the @size bytes at @data.  0; -EBADMSG when the length is not that of
 * a report or the signer is undefined; -EOPNOTSUPP for a version that is not
 * known.  On failure @ret is untouched.
 */
int snp_report_parse(const void *data, size_t size, struct snp_report *ret, struct fault *fault);

/* The processor that the report says it is from; unknown before version 3. */
enum snp_product snp_report_product(const struct snp_report *report);

/* "VCEK", "VLEK" or "none"; NULL for a value that is not in the enum. */
const char *snp_report_signer_name(enum snp_report_signer signer);
