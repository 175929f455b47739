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

struct fault;

#define SNP_REPORT_SIZE		1184
#define SNP_REPORT_SIGNED_SIZE	0x2a0	/* bytes that the signature covers */
#define SNP_REPORT_VERSION_MIN	2
#define SNP_REPORT_VERSION_MAX	5

#define SNP_REPORT_DATA_SIZE	64
#define SNP_REPORT_DIGEST_SIZE	48
#define SNP_REPORT_ID_SIZE	32
#define SNP_REPORT_CHIP_ID_SIZE	64

/* SIGNING_KEY, bits 4:2 of the key information. */
enum snp_report_signer {
	SNP_SIGNER_VCEK = 0,	/* the key of this processor */
	SNP_SIGNER_VLEK = 1,	/* the key of this cloud provider */
	SNP_SIGNER_NONE = 7,	/* the report is not signed */
};

struct snp_report {
	uint32_t version;
	uint32_t guest_svn;
	uint64_t policy;
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
	uint8_t chip_id[SNP_REPORT_CHIP_ID_SIZE];
};

/*
 * Decodes the @size bytes at @data.  0; -EBADMSG when the length is not that of
 * a report or the signer is undefined; -EOPNOTSUPP for a version that is not
 * known.  On failure @ret is untouched.
 */
int snp_report_parse(const void *data, size_t size, struct snp_report *ret, struct fault *fault);

/* "VCEK", "VLEK" or "none"; NULL for a value that is not in the enum. */
const char *snp_report_signer_name(enum snp_report_signer signer);
